import type { PortsideError } from '@portside/errors'
import type { ConnectionFinding } from '@portside/ports'
import { addressText } from '@portside/internal'
import { type Evidence, isBlocked } from '../evidence'
import { unreadyError } from '../unready-error'

/** `E_FIREWALL`: the kernel shows that the service listens, but connections from this machine do not get through, as `inspectConnection` of ports has found. */
export function firewall(evidence: Evidence): PortsideError | undefined {
  const { connection, filter } = evidence
  if (connection === undefined || !isBlocked(connection)) return undefined
  const { host, port, listener = host } = connection
  const rules = filter?.rules ?? []
  return unreadyError(evidence, {
    code: 'E_FIREWALL',
    summary: `listens on ${addressText(listener, port)}, and connections from this machine are ${deeds[connection.state]}`,
    facts: [`${addressText(host, port)}: ${observed(connection)}`, ...rules.map(({ text }) => `Rule: ${text}`)],
    hints: [
      ...new Set(rules.map(({ remedy }) => `To let connections over loopback through: \`${remedy}\`.`)),
      ...(filter?.hiddenBehind === undefined ? [] : [`An administrator sees the rule: \`${filter.hiddenBehind}\`.`]),
      ...(rules.length > 0 || filter?.hiddenBehind !== undefined ? [] : [elsewhere]),
    ],
  })
}

const elsewhere =
  'No rule of the packet filter says so: look at what else may forbid connections (a sandbox, seccomp, a cgroup program, a security product).'

const deeds: Readonly<Record<string, string>> = {
  dropped: 'dropped by a firewall',
  rejected: 'rejected by a firewall',
  forbidden: 'forbidden by the system',
}

function observed({ errorCode, elapsedMs, waiting }: ConnectionFinding): string {
  const time = `${Math.round(elapsedMs)} ms`
  const answer = errorCode === undefined ? `no answer to a connection for ${time}` : `${errorCode} after ${time}`
  return waiting === 0 ? `${answer}, though nobody waits in the queue of its socket` : answer
}
