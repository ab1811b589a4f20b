import { checkLoopback } from '../address/check-loopback'
import { inTurn } from '../in-turn'
import type { LeaseOptions } from './lease-options'
import { leaseRequest, type LeaseRequest } from './lease-request'
import { portLease, type Keep, type PortLease } from './port-lease'
import { takeAnyPort } from './take-any-port'
import { takeExactPort } from './take-exact-port'
import { takePortInRange } from './take-port-in-range'

/**
 * Leases a port on loopback: no other process is handed it, and no other lease gets it, until it is released or this
 * process ends. A server can bind it all the while, on 127.0.0.1, ::1, 0.0.0.0 and `::`. It keeps no process alive.
 *
 * @throws PortsideError `E_PORT_IN_USE` with the owner, when `options.port` or the whole range is taken;
 *   `E_PORT_FORBIDDEN` when the system does not let this user bind it; `E_LOOPBACK` when loopback does not work.
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
  // Beside 127.0.0.1 it may be missing; the address that was asked for may not.
  if (request.host === '::1') checkLoopback(request.host, request.service)
  return portLease(await inTurn(() => take(request)), request)
}

function take(request: LeaseRequest): Promise<Keep> {
  if (request.port !== undefined) return takeExactPort(request, request.port)
  return request.range === undefined ? takeAnyPort(request) : takePortInRange(request, request.range)
}
