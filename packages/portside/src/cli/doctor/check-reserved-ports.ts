import { type CheckResult, readText } from './check'

/** Checks the ports that Linux keeps out of the ephemeral range. */
export async function checkReservedPorts(): Promise<CheckResult | undefined> {
  const text = await readText('/proc/sys/net/ipv4/ip_local_reserved_ports')
  return text === undefined ? undefined : { name: 'reserved ports', state: 'ok', fact: text.trim() || 'none' }
}
