import { createServer, type Socket } from 'node:net'
import type { LeaseNote } from './lease-note'
import { lockName } from './lock-name'
import type { PortLock } from './port-lock'

/**
 * Locks by listening on a name that vanishes with its holder (Linux, Windows). Whoever connects is told by whom and for
 * what the port is held.
 *
 * @throws EADDRINUSE when the name is taken.
 */
export function lockByName(host: string, port: number, note: LeaseNote): Promise<PortLock> {
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
