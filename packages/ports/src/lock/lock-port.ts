import { createServer, type Socket } from 'node:net'
import type { LeaseNote } from './lease-note'
import { lockName } from './lock-name'

/** The lock on a port between all processes of the machine (of the network namespace on Linux) that use portside. */
export interface PortLock {
  /** Gives the lock back; it is free when this returns. */
  release(): Promise<void>
}

/**
 * Locks `port` of `host`; the kernel frees the lock with its holder, so there are no stale ones. Whoever connects to it
 * is told by whom and for what it is held.
 *
 * @throws EADDRINUSE when another lease, of any process and user, has it.
 */
export function lockPort(host: string, port: number, note: LeaseNote): Promise<PortLock> {
  const server = createServer((socket) => tell(socket, note))
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ path: lockName(host, port), exclusive: true }, () => {
      server.unref()
      resolve({ release: async () => void server.close() })
    })
  })
}

function tell(socket: Socket, note: LeaseNote): void {
  socket.on('error', () => undefined)
  socket
    .unref()
    .resume()
    .end(`${JSON.stringify(note)}\n`)
}
