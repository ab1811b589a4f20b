import { invalidArgument } from '@portside/errors'
import type { LeaseOptions } from './lease-options'
import { leasePort } from './lease-port'
import type { PortLease } from './port-lease'

/**
 * Leases `count` different ports; either all of them, or, when one fails, none.
 *
 * @throws what {@link leasePort} throws.
 */
export async function leasePorts(count: number, options: Omit<LeaseOptions, 'port'> = {}): Promise<PortLease[]> {
  if (!Number.isInteger(count) || count < 0) throw invalidArgument('count', 'a whole number, 0 or more', count)
  const settled = await Promise.allSettled(Array.from({ length: count }, () => leasePort(options)))
  const leases = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const failed = settled.find((result) => result.status === 'rejected')
  if (failed === undefined) return leases
  await Promise.all(leases.map((lease) => lease.release()))
  throw failed.reason
}
