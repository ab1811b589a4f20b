import { badPorts, wellKnownPorts } from '../numbers/avoided-ports'
import type { PortRange } from '../numbers/port-range'
import { isRecentPort } from '../numbers/recent-ports'
import type { LeaseRequest } from './lease-request'
import type { Keep } from './port-lease'
import { rangeInUseError } from './range-in-use-error'
import { takeChecked, takeFirst } from './take-one-of'

/**
 * Takes the lowest free port of `range`. Ports of well-known services and recently used ports are taken only if there is no other; ports that
 * browsers refuse never are.
 *
 * @throws PortsideError `E_PORT_IN_USE` when none is free, with the owners of the first ones.
 */
export async function takePortInRange(request: LeaseRequest, range: PortRange): Promise<Keep> {
  const ports = portsOf(range).filter((port) => !badPorts.has(port) && !request.exclude.has(port))
  const usual = ports.filter((port) => !wellKnownPorts.has(port))
  const fresh = usual.filter((port) => !isRecentPort(port))
  const keep =
    (await takeChecked(request, fresh)) ?? (await takeFirst(request, usual)) ?? (await takeFirst(request, ports))
  if (keep === undefined) throw await rangeInUseError(request, range)
  return keep
}

function portsOf({ from, to }: PortRange): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}
