import type { PortsideError } from '@portside/errors'
import { doings } from '../doings'
import type { Evidence } from '../evidence'
import { isRefused } from '../is-refused'
import { unreadyError, within } from '../unready-error'

/** `E_NOT_LISTENING`: its address refuses every connection. */
export function notListening(evidence: Evidence): PortsideError | undefined {
  if (!isRefused(evidence)) return undefined
  const { host, port } = evidence
  return unreadyError(evidence, {
    code: 'E_NOT_LISTENING',
    summary: `did not listen ${within(evidence)}`,
    facts: [...elsewhere(evidence), ...doings(evidence)],
    hints: [
      port === undefined
        ? 'It picks its port itself, and no process of it was seen to listen on any.'
        : `It should listen on ${host}, port ${port}. Does it read PORT (and HOST)? If not, put {port} into its command line.`,
      'If it is slow to start, raise `startTimeoutMs`.',
    ],
  })
}

function elsewhere({ listeners, port }: Evidence): string[] {
  return listeners
    .filter((listener) => listener.isElsewhere && listener.port === port)
    .map(({ pid, address }) => `Process ${pid} listens on ${address}, port ${port}, in another network namespace.`)
}
