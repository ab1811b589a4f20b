import { readFileSync } from 'node:fs'

const traditional = 1024

/** The first port that every user may bind: on Linux `net.ipv4.ip_unprivileged_port_start` (ip(7)), which counts for IPv6 too. */
export function unprivilegedPortStart(): number {
  if (process.platform !== 'linux') return traditional
  try {
    const text = readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'latin1').trim()
    return /^\d{1,5}$/.test(text) ? Number(text) : traditional
  } catch {
    return traditional
  }
}
