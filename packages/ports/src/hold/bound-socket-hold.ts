import * as net from 'node:net'
import type { Hold } from './hold'

/** The part of `net.BoundSocket` (Node 24.21, 26) that a hold needs; the oldest supported Node has no types for it. */
interface BoundSocket {
  address(): { readonly port: number }
  close(): void
}
type BoundSocketClass = new (options: { host: string; port: number }) => BoundSocket

/** Returns whether this Node can bind a socket without listening or connecting. */
export function hasBoundSocket(): boolean {
  return boundSocketClass() !== undefined
}

/**
 * Holds a port by a socket that is only bound.
 *
 * @throws the system's error when the port is taken.
 */
export function holdByBoundSocket(address: string, port: number): Hold {
  const BoundSocket = boundSocketClass()
  if (BoundSocket === undefined) throw new TypeError('This version of Node has no net.BoundSocket')
  const socket = new BoundSocket({ host: address, port })
  let isOpen = true
  return {
    port: socket.address().port,
    kept: Promise.resolve(),
    release: async () => {
      if (isOpen) socket.close()
      isOpen = false
    },
  }
}

function boundSocketClass(): BoundSocketClass | undefined {
  return (net as { BoundSocket?: BoundSocketClass }).BoundSocket
}
