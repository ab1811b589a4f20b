import { isLocalhost, isWildcard } from './loopback'

/**
 * Ranks how near a listener's address is to the address of a connection; the kernel gives the connection to the nearest. 0 is the same address, 1 the
 * wildcard of its family, 2 `::` for IPv4, 3 the other address of `localhost` (it gets no connection, but blocks a lease). Infinity is any other.
 */
export function nearness(listenerAddress: string, host: string): number {
  if (listenerAddress === host) return 0
  const isIPv6 = host.includes(':')
  if (listenerAddress === (isIPv6 ? '::' : '0.0.0.0')) return 1
  if (listenerAddress === '::') return 2
  const isOther = isLocalhost(listenerAddress) || listenerAddress === '0.0.0.0'
  return isOther && isLocalhost(host) ? 3 : Infinity
}

/** Returns whether a listener on that address may get connections to `host`. */
export function mayTake(listenerAddress: string, host: string): boolean {
  return nearness(listenerAddress, host) < 3
}

/** The sockets that block a listener on `host` (any address when absent), the nearest first. */
export function byNearness<Socket extends { readonly localAddress: string }>(
  sockets: readonly Socket[],
  host: string | undefined,
): Socket[] {
  const distance = ({ localAddress }: Socket): number => nearness(localAddress, host ?? '127.0.0.1')
  return sockets
    .filter((socket) => host === undefined || isWildcard(host) || distance(socket) < Infinity)
    .sort((a, b) => (distance(a) === distance(b) ? 0 : distance(a) - distance(b)))
}
