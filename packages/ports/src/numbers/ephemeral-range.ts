import { readFileSync } from 'node:fs'
import type { PortRange } from './port-range'

/** The dynamic ports of RFC 6335, which macOS and Windows (since Vista) hand out by default. */
const dynamicPorts: PortRange = { from: 49_152, to: 65_535 }

/**
 * The range of ports that the system hands out by itself, to `bind(0)` and to outgoing connections.
 *
 * Linux: read afresh from `/proc/sys/net/ipv4/ip_local_port_range` (ip(7)), which belongs to the network namespace and
 * counts for IPv6 too. Elsewhere: the system's default, 49152–65535.
 */
export function ephemeralRange(): PortRange {
  if (process.platform !== 'linux') return dynamicPorts
  try {
    return parseLocalPortRange(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'latin1')) ?? linuxDefault
  } catch {
    return linuxDefault
  }
}

const linuxDefault: PortRange = { from: 32_768, to: 60_999 }

/** The range in the text of `ip_local_port_range`: two numbers; `undefined` for anything else. */
export function parseLocalPortRange(text: string): PortRange | undefined {
  const match = /^(\d{1,5})\s+(\d{1,5})\s*$/.exec(text)
  if (match === null) return undefined
  const range = { from: Number(match[1]), to: Number(match[2]) }
  return range.from >= 1 && range.from <= range.to && range.to <= 65_535 ? range : undefined
}
