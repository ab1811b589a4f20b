import { holdByBoundSocket, hasBoundSocket } from './bound-socket-hold'
import { holdByConnection } from './connection-hold'
import type { Hold } from './hold'
import { isAbsent } from '../address/prove-free'

/** Holds `port` of `address`, or for 0 a port that the kernel chooses, in the best way that this Node has. */
export async function holdAddress(address: string, port: number): Promise<Hold> {
  return hasBoundSocket() ? holdByBoundSocket(address, port) : holdByConnection(address, port)
}

/**
 * Begins to hold `port` on every one of `hosts`; `::1` beside others may be missing on this machine. When it resolves, all are bound; they are held
 * when their `kept` has resolved. When it fails, none is held.
 *
 * @throws the system's error for the address that cannot be held.
 */
export async function holdHosts(hosts: readonly string[], port: number): Promise<Hold[]> {
  const holds: Hold[] = []
  try {
    for (const host of hosts) {
      const hold = await holdAddress(host, port).catch((error: unknown) => {
        if (host !== '::1' || !isAbsent(error)) throw error
        return undefined
      })
      if (hold !== undefined) holds.push(hold)
    }
    return holds
  } catch (error) {
    await Promise.all(holds.map((hold) => hold.release()))
    throw error
  }
}
