import { createServer, isIPv4 } from 'node:net'
import { errorCode } from '../system/error-code'

/**
 * Listens on `port` of `host` for a moment. This succeeds exactly when a service that sets SO_REUSEADDR can listen there now. On `::` it covers every
 * address of the machine, because Node clears IPV6_V6ONLY (ipv6(7)).
 *
 * @throws the system's error: EADDRINUSE when a listener or a client's connection is in the way, EACCES, EADDRNOTAVAIL.
 */
export function proveFree(host: string, port: number): Promise<void> {
  // A connection that arrives in this moment is reset, never answered.
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

/**
 * Returns whether a listener on `::` leaves the IPv4 address `host` free (IPV6_V6ONLY, ipv6(7)). The system's tables do not show this option, so this
 * tries to bind the address. If another process has it, the tables show that process.
 */
export async function isIPv6Only(listenerAddress: string, host: string, port: number): Promise<boolean> {
  if (listenerAddress !== '::' || !isIPv4(host)) return false
  return proveFree(host, port).then(
    () => true,
    () => false,
  )
}

/** Returns whether `error` says that the machine does not have the address (or its whole family). */
export function isAbsent(error: unknown): boolean {
  return ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'].includes(errorCode(error))
}
