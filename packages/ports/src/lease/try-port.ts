import type { Hold } from '../hold/hold'
import { holdHosts } from '../hold/hold-address'
import { lockPort } from '../lock/lock-port'
import type { LeaseRequest } from './lease-request'
import { releaseHolds, type Keep } from './port-lease'
import { provePort } from './prove-port'

/**
 * Takes `port` for `request`: the lock first, which decides between leases, then the holds, then the proof that a service can listen there. When it
 * fails, everything is undone but `held`, which stays the caller's.
 *
 * @param held the hold on the first address, where the kernel has chosen the port
 * @throws the system's error: EADDRINUSE, EACCES, EADDRNOTAVAIL.
 */
export async function tryPort(request: LeaseRequest, port: number, held?: Hold): Promise<Keep> {
  const lock = await lockPort(request.host, port, request.note)
  let holds: Hold[] = []
  try {
    if (request.hold === 'kernel') holds = await holdHosts(request.hosts.slice(held === undefined ? 0 : 1), port)
    await provePort(request, port)
    const all = held === undefined ? holds : [held, ...holds]
    await Promise.all(all.map((hold) => hold.kept))
    return { port, lock, holds: all }
  } catch (error) {
    await releaseHolds(holds)
    await lock.release()
    throw error
  }
}
