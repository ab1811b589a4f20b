import { isIPv4 } from 'node:net'
import { hasLoopback, isLoopback } from '../address/loopback'
import { missingLoopbackError } from './loopback-error'
import { holdByBoundSocket, hasBoundSocket } from './bound-socket-hold'
import { canBindHandle, holdByBoundHandle } from './bound-handle-hold'
import { holdByConnection } from './connection-hold'
import type { Hold } from './hold'
import { isAbsent } from '../address/prove-free'

/** Holds `port` of `address`, or for 0 a port that the kernel chooses, in the best way that this Node has. */
export async function holdAddress(address: string, port: number): Promise<Hold> {
  if (!hasBoundSocket() && !canBindHandle()) return holdByConnection(address, port)
  // A socket can be bound while the interface is down.
  if (isLoopback(address) && isIPv4(address) && !hasLoopback(address)) throw missingLoopbackError()
  return hasBoundSocket() ? holdByBoundSocket(address, port) : holdByBoundHandle(address, port)
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
