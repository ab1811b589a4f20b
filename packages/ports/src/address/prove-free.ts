import { createServer } from 'node:net'

/**
 * Listens on `port` of `host` for a moment. It succeeds exactly when a service that sets SO_REUSEADDR can listen there
 * now; on `::` it covers every address of the machine, because Node clears IPV6_V6ONLY (ipv6(7)).
 *
 * @throws the system's error: EADDRINUSE when a listener or a client's connection is in the way, EACCES, EADDRNOTAVAIL.
 */
export function proveFree(host: string, port: number): Promise<void> {
  // A stranger's connection in this moment is dropped, never answered.
  const server = createServer((socket) => socket.resetAndDestroy())
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, exclusive: true }, () => {
      // The socket is closed when this returns; the event comes a turn later.
      server.close()
      resolve()
    })
  })
}
