import type { LeaseOptions } from './lease-options'
import { leaseRequest } from './lease-request'
import { portLease, type PortLease } from './port-lease'
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
  if (request.port !== undefined) return portLease(await takeExactPort(request, request.port), request)
  if (request.range !== undefined) return portLease(await takePortInRange(request, request.range), request)
  return portLease(await takeAnyPort(request), request)
}
