import { holdByBoundSocket, hasBoundSocket } from './bound-socket-hold'
import { holdByConnection } from './connection-hold'
import type { Hold } from './hold'

/** Holds `port` of `address`, or one that the kernel chooses for 0, in the best way that this Node has. */
export async function holdAddress(address: string, port: number): Promise<Hold> {
  return hasBoundSocket() ? holdByBoundSocket(address, port) : holdByConnection(address, port)
}
