import { mayTake, nearness } from '../../address/nearness'
import type { TcpSocket } from './proc-net-tcp'
import { readListeners } from './read-listeners'

/**
 * The sockets of which one gets a connection to an address: the kernel prefers those on the very address to those on all
 * of them, and of these those of its own family. There are several where they share the port (SO_REUSEPORT, socket(7)).
 */
export function nearestListeners(host: string, port: number): readonly TcpSocket[] {
  const listeners = readListeners().filter(
    ({ localPort, localAddress }) => localPort === port && mayTake(localAddress, host),
  )
  const nearest = Math.min(...listeners.map(({ localAddress }) => nearness(localAddress, host)))
  return listeners.filter(({ localAddress }) => nearness(localAddress, host) === nearest)
}
