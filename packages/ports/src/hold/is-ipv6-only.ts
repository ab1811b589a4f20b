import { isIPv4 } from 'node:net'
import { proveFree } from '../address/prove-free'

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
