import { PortsideError } from '@portside/errors'
import type { PortRange } from '../numbers/port-range'
import { describeOwner } from '../owner/describe-owner'
import { findPortOwner } from '../owner/find-port-owner'
import type { LeaseRequest } from './lease-request'

const named = 3

/** Makes the error for a range in which no port is free; it names the owners of the first few. */
export async function rangeInUseError(
  { host, service }: LeaseRequest,
  { from, to }: PortRange,
): Promise<PortsideError> {
  const evidence: string[] = []
  for (let port = from; port <= Math.min(to, from + named - 1); port += 1) {
    const owner = await findPortOwner(port, { host })
    if (owner !== undefined) evidence.push(`${port}: ${describeOwner(owner)}`)
  }
  return new PortsideError({
    code: 'E_PORT_IN_USE',
    service,
    summary: `No port from ${from} to ${to} is free on ${host}`,
    evidence,
    hints: ['Widen `range`, or leave it out: portside then chooses from all ports.'],
  })
}
