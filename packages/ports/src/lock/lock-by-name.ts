import { createServer, type Socket } from 'node:net'
import type { LeaseNote, PortLock } from './lease-note'
import { isLocalhost } from '../address/loopback'

/**
 * Locks by listening on a name that vanishes with its holder (Linux, Windows). A process that connects receives the lease's note.
 *
 * @throws EADDRINUSE when the name is taken.
 */
export function lockByName(host: string, port: number, note: LeaseNote): Promise<PortLock> {
  const server = createServer((socket) => send(socket, note))
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ path: lockName(host, port), exclusive: true }, () => {
      server.unref()
      resolve({ release: async () => void server.close() })
    })
  })
}

function send(socket: Socket, note: LeaseNote): void {
  socket.on('error', () => undefined)
  socket
    .unref()
    .resume()
    .end(`${JSON.stringify(note)}\n`)
}

/**
 * Returns the name under which a port is locked: an abstract Unix socket on Linux (unix(7)), a named pipe on Windows. Both vanish with their holder,
 * are visible to every user, and block nothing else; the abstract one belongs to the network namespace, exactly as ports do. 127.0.0.1 and ::1 are
 * leased together and share one name.
 */
export function lockName(host: string, port: number): string {
  const name = `portside-lease-${isLocalhost(host) ? 'localhost' : host}-${port}`
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : `\0${name}`
}
