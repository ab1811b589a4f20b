import type { PortsideError } from '@portside/errors'
import { debuggerPorts } from '../../text/printed-addresses'
import { type Evidence, isRefused } from '../evidence'
import { placeHints } from '../place-hints'
import { unreadyError, within } from '../unready-error'

/** `E_WRONG_PORT`: the processes of the service listen on other ports than they were given. */
export function wrongPort(evidence: Evidence): PortsideError | undefined {
  const { host, port, namedPorts, listeners, output, moved = [] } = evidence
  const forDebuggers = debuggerPorts(output)
  const used = new Set(listeners.map((listener) => listener.port))
  if (port === undefined || used.has(port) || !isRefused(evidence)) return undefined
  const others = [...used]
    .filter((other) => !namedPorts.includes(other) && !forDebuggers.has(other))
    .sort((a, b) => a - b)
  if (others.length === 0) return undefined
  return unreadyError(evidence, {
    code: 'E_WRONG_PORT',
    summary: `listened on port ${others.join(' and ')}, and not on ${port}, which it was given, ${within(evidence)}`,
    hints: placeHints({ host, port, places: listeners.filter((place) => others.includes(place.port)), moved, output }),
  })
}
