import { invalidArgument } from '@portside/errors'
import type { LeaseOptions } from './lease-options'
import { leasePort } from './lease-port'
import type { PortLease } from './port-lease'

/** Connections to our own listeners wait in its backlog, which systems cut to 128 at the lowest; more would stall. */
const atOnce = 50

/**
 * Leases `count` different ports; either all of them, or, when one fails, none.
 *
 * @throws what {@link leasePort} throws.
 */
export async function leasePorts(count: number, options: Omit<LeaseOptions, 'port'> = {}): Promise<PortLease[]> {
  if (!Number.isInteger(count) || count < 0) throw invalidArgument('count', 'a whole number, 0 or more', count)
  const leases: PortLease[] = []
  while (leases.length < count) {
    const batch = Array.from({ length: Math.min(atOnce, count - leases.length) }, () => leasePort(options))
    const settled = await Promise.allSettled(batch)
    leases.push(...settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])))
    const failed = settled.find((result) => result.status === 'rejected')
    if (failed !== undefined) {
      await Promise.all(leases.map((lease) => lease.release()))
      throw failed.reason
    }
  }
  return leases
}
