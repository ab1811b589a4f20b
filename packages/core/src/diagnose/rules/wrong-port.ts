import type { PortsideError } from '@portside/errors'
import { type Evidence, isRefused, otherPorts } from '../evidence'
import { placeHints } from '../place-hints'
import { unreadyError, within } from '../unready-error'

/** `E_WRONG_PORT`: the processes of the service listen on other ports than they were given. */
export function wrongPort(evidence: Evidence): PortsideError | undefined {
  const { host, port, listeners, output, moved = [], template } = evidence
  const isOpen = listeners.some((listener) => listener.port === port)
  const others = otherPorts(evidence)
  if (port === undefined || isOpen || others.length === 0 || !isRefused(evidence)) return undefined
  return unreadyError(evidence, {
    code: 'E_WRONG_PORT',
    summary: `listened on port ${others.join(' and ')}, and not on ${port}, which it was given, ${within(evidence)}`,
    hints: placeHints({
      host,
      port,
      places: listeners.filter((place) => others.includes(place.port)),
      moved,
      output,
      template,
    }),
  })
}
