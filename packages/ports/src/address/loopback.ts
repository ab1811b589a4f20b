import { isIPv4 } from 'node:net'
import { networkInterfaces } from 'node:os'

/** Whether `address` is an address that never leaves this machine: 127.0.0.0/8 (RFC 1122) or ::1 (RFC 4291). */
export function isLoopback(address: string): boolean {
  return address === '::1' || (isIPv4(address) && address.startsWith('127.'))
}

/** Whether `address` is one of the two that `localhost` means. */
export function isLocalhost(address: string): boolean {
  return address === '127.0.0.1' || address === '::1'
}

/** Whether `address` stands for every address of the machine. */
export function isWildcard(address: string): boolean {
  return address === '::' || address === '0.0.0.0'
}

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
