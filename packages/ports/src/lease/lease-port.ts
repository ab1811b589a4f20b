import { invalidArgument } from '@portside/errors'
import { checkLoopback } from '../address/check-loopback'
import { createSemaphore, globalState, settleAll, withSemaphore } from '@portside/internal'
import type { LeaseOptions } from './lease-options'
import { leaseRequest, type LeaseRequest } from './lease-request'
import { portLease, type Keep, type PortLease } from './port-lease'
import { takeAnyPort } from './take-any-port'
import { takeExactPort } from './take-exact-port'
import { takePortInRange } from './take-port-in-range'

/** Few enough that connections to our own listeners never overrun their backlog, which systems cut to 128 at the lowest. */
const leasesAtOnce = 128

/**
 * Leases a port on loopback: the kernel gives it to no other process, and no other lease gets it, until it is released or this process ends. A server
 * can bind it in that time, on 127.0.0.1, ::1, 0.0.0.0 and `::`. A lease does not keep the process alive.
 *
 * @throws PortsideError `E_PORT_IN_USE` with the owner, when `options.port` or the whole range is taken; `E_PORT_FORBIDDEN` when the system does not
 * let this user bind it; `E_LOOPBACK` when loopback does not work.
 * @throws TypeError when an option is wrong.
 * @example
 * ```ts
 * const lease = await leasePort()
 * server.listen(lease.port, lease.host)
 * await lease.release()
 * ```
 */
export async function leasePort(options: LeaseOptions = {}): Promise<PortLease> {
  const request = leaseRequest(options)
  // `::1` may be missing beside 127.0.0.1, but not if it was asked for.
  if (request.host === '::1') checkLoopback(request.host, request.service)
  return portLease(
    await withSemaphore(globalState('ports.turns', createSemaphore), leasesAtOnce, () => take(request)),
    request,
  )
}

function take(request: LeaseRequest): Promise<Keep> {
  if (request.port !== undefined) return takeExactPort(request, request.port)
  return request.range === undefined ? takeAnyPort(request) : takePortInRange(request, request.range)
}

/** No machine has more ports. */
const maxCount = 65_535
/** No more than this many leases are made side by side. */
const atOnce = 128

/**
 * Leases `count` different ports; if one fails, none is leased.
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
  try {
    await settleAll(leasing)
  } catch (error) {
    await Promise.all(leases.map((lease) => lease.release()))
    throw error
  }
  return leases
}
