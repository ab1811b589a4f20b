import { isLocalhost } from '../address/address-kind'
import type { Hold } from '../hold/hold'
import { holdAddress } from '../hold/hold-address'
import { isAbsent } from '../hold/is-absent'
import { lockPort } from '../lock/lock-port'
import type { LeaseRequest } from './lease-request'
import { releaseHolds, type Keep } from './port-lease'
import { provePort } from './prove-port'

/**
 * Takes `port` for `request`: the lock first, which decides between leases, then the holds, then the proof that a
 * service can listen there. When it fails, nothing is left but `held`, which stays the caller's.
 *
 * @param held the hold on the first address, where the kernel has chosen the port
 * @throws the system's error: EADDRINUSE, EACCES, EADDRNOTAVAIL.
 */
export async function tryPort(request: LeaseRequest, port: number, held?: Hold): Promise<Keep> {
  const lock = await lockPort(request.host, port, request.note)
  const holds: Hold[] = []
  try {
    if (request.hold === 'kernel') await holdRest({ request, port, holds, isFirstHeld: held !== undefined })
    await provePort(request, port)
    return { port, lock, holds: held === undefined ? holds : [held, ...holds] }
  } catch (error) {
    await releaseHolds(holds)
    await lock.release()
    throw error
  }
}

interface Rest {
  readonly request: LeaseRequest
  readonly port: number
  readonly holds: Hold[]
  readonly isFirstHeld: boolean
}

async function holdRest({ request, port, holds, isFirstHeld }: Rest): Promise<void> {
  for (const host of isFirstHeld ? request.hosts.slice(1) : request.hosts) {
    const hold = await holdAddress(host, port).catch((error: unknown) => {
      if (host === '::1' && isLocalhost(request.host) && isAbsent(error)) return undefined
      throw error
    })
    if (hold !== undefined) holds.push(hold)
  }
}
