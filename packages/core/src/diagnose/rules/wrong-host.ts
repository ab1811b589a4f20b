import type { PortsideError } from '@portside/errors'
import { addressText } from '@portside/internal'
import { type Evidence, isRefused } from '../evidence'
import { hostHints } from '../place-hints'
import { unreadyError, within } from '../unready-error'

/** `E_WRONG_HOST`: the service listens on its port, but at another address of this machine: on ::1 alone, for example. */
export function wrongHost(evidence: Evidence): PortsideError | undefined {
  const { isStarted = true, host, port, listeners, localhost } = evidence
  const elsewhere = isRefused(evidence) ? (listensAt(evidence) ?? answersAt(evidence)) : undefined
  if (elsewhere === undefined) return undefined
  return unreadyError(evidence, {
    code: 'E_WRONG_HOST',
    summary: `listened on ${elsewhere} and not on ${host} ${within(evidence)}`,
    facts: localhost.length === 0 ? [] : [`\`localhost\` means ${localhost.join(', then ')} on this machine.`],
    hints: isStarted
      ? hostHints(host, listeners.find((place) => place.port === port)?.address)
      : [`Ask for ${elsewhere}, or have it listen on ${host}. \`localhost\` is another address on other machines.`],
  })
}

function listensAt({ listeners, port }: Evidence): string | undefined {
  const listener = listeners.find((candidate) => candidate.port === port && !candidate.isElsewhere)
  return listener && addressText(listener.address, port)
}

/** Finds an address that answers, for a service that portside did not start and for hidden sockets. */
function answersAt({ attempts }: Evidence): string | undefined {
  return attempts.find(({ address, outcome }) => address !== undefined && outcome === 'answered')?.address
}
