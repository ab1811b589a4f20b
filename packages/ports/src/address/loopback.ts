import { isIPv4 } from 'node:net'

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
