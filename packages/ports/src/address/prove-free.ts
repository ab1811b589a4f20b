import { createServer, isIPv4 } from 'node:net'
import { errorCode } from '../system/error-code'

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

/**
 * Whether a listener on `::` leaves the IPv4 address `host` alone. The system's tables do not show it; but if it does
 * (IPV6_V6ONLY, ipv6(7)), that address is still free, unless somebody else has it, who is shown then.
 */
export async function isIPv6Only(listenerAddress: string, host: string, port: number): Promise<boolean> {
  if (listenerAddress !== '::' || !isIPv4(host)) return false
  return proveFree(host, port).then(
    () => true,
    () => false,
  )
}

/** Whether `error` is what binding an address fails with when the machine does not have it (or its whole family). */
export function isAbsent(error: unknown): boolean {
  return ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'].includes(errorCode(error))
}
