import { isWildcard } from '../../address/address-kind'
import type { TcpSocket } from '../../parse/proc-net-tcp'
import { readListeners } from './read-listeners'

/**
 * The sockets of which one gets a connection to an address: the kernel prefers those on the very address to those on all
 * of them. There are several where they share the port (SO_REUSEPORT, socket(7)).
 */
export function nearestListeners(host: string, port: number): readonly TcpSocket[] {
  const listeners = readListeners().filter(({ localPort }) => localPort === port)
  const exact = listeners.filter(({ localAddress }) => localAddress === host)
  if (exact.length > 0) return exact
  return listeners.filter(
    ({ localAddress }) => isWildcard(localAddress) && (localAddress === '::' || !host.includes(':')),
  )
}
