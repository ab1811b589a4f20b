import { invalidArgument } from '@portside/errors'
import type { LeaseOptions } from './lease-options'
import { leasePort } from './lease-port'
import type { PortLease } from './port-lease'

/** No machine has more ports. */
const maxCount = 65_535
/** As many as are made side by side in any case. */
const atOnce = 128

/**
 * Leases `count` different ports; either all of them, or, when one fails, none.
 *
 * @throws what {@link leasePort} throws.
 * @throws TypeError when `count` is no whole number from 0 to 65535.
 */
export async function leasePorts(count: number, options: Omit<LeaseOptions, 'port'> = {}): Promise<PortLease[]> {
  if (!Number.isInteger(count) || count < 0 || count > maxCount)
    throw invalidArgument('count', `a whole number from 0 to ${maxCount}`, count)
  const leases: PortLease[] = []
  let left = count
  const leaseSome = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      leases.push(await leasePort(options))
    }
  }
  const leasing = Array.from({ length: Math.min(count, atOnce) }, () =>
    leaseSome().catch((error: unknown) => {
      left = 0
      throw error
    }),
  )
  const failed = (await Promise.allSettled(leasing)).find((result) => result.status === 'rejected')
  if (failed === undefined) return leases
  await Promise.all(leases.map((lease) => lease.release()))
  throw failed.reason
}
