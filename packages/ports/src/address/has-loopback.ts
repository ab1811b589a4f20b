import { isIPv4 } from 'node:net'
import { networkInterfaces } from 'node:os'
import { isLoopback } from './loopback'

/** Whether an interface that is up has the loopback address `host`, or, for IPv4, one of its net. */
export function hasLoopback(host: string): boolean {
  try {
    // The system lists the addresses of interfaces that are up.
    const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
    const isIt = isIPv4(host) ? (address: string) => isIPv4(address) && isLoopback(address) : isSame(host)
    return addresses.some(({ address, internal }) => internal && isIt(address))
  } catch {
    // Some sandboxes forbid to list them.
    return true
  }
}

function isSame(host: string): (address: string) => boolean {
  return (address) => address === host
}
