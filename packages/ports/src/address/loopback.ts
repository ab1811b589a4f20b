import { isIPv4 } from 'node:net'
import { networkInterfaces } from 'node:os'

/** Returns whether packets to `address` never leave this machine: 127.0.0.0/8 (RFC 1122) or ::1 (RFC 4291). */
export function isLoopback(address: string): boolean {
  return address === '::1' || (isIPv4(address) && address.startsWith('127.'))
}

/** Returns whether `address` is one of the two that `localhost` means. */
export function isLocalhost(address: string): boolean {
  return address === '127.0.0.1' || address === '::1'
}

/** Returns whether `address` stands for every address of the machine. */
export function isWildcard(address: string): boolean {
  return address === '::' || address === '0.0.0.0'
}

/** Returns whether an interface that is up has the loopback address `host` or, for IPv4, another address of its network. */
export function hasLoopback(host: string): boolean {
  try {
    // The system lists only the addresses of interfaces that are up.
    const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
    const isIt = isIPv4(host) ? (address: string) => isIPv4(address) && isLoopback(address) : isSame(host)
    return addresses.some(({ address, internal }) => internal && isIt(address))
  } catch {
    // Some sandboxes forbid listing them.
    return true
  }
}

function isSame(host: string): (address: string) => boolean {
  return (address) => address === host
}
