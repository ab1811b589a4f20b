import { readFileSync } from 'node:fs'
import { PortsideError } from '@portside/errors'
import type { PortConflict } from './port-in-use-error'

/** Makes the error for a port that this user may not bind: `E_PORT_FORBIDDEN`, with the system's rule that forbids it. */
export function portForbiddenError(conflict: PortConflict): PortsideError {
  const { port, host = '127.0.0.1', service, output, evidence = [], hints } = conflict
  const rule = ruleFor(conflict)
  return new PortsideError({
    code: 'E_PORT_FORBIDDEN',
    service,
    summary: `Port ${port} on ${host} may not be bound by this user`,
    evidence: [...(rule === undefined ? [] : [rule]), ...evidence],
    hints: hints ?? [
      `Use a port from ${unprivilegedPortStart()} up, or leave \`port\` out: portside then leases a free one.`,
    ],
    output,
  })
}

function ruleFor({ port, owner }: PortConflict): string | undefined {
  const first = unprivilegedPortStart()
  return port < first ? `Ports below ${first} are for root (or CAP_NET_BIND_SERVICE).` : owner?.hint
}

const traditional = 1024

/** Returns the first port that every user may bind: on Linux `net.ipv4.ip_unprivileged_port_start` (ip(7)), which also counts for IPv6. */
export function unprivilegedPortStart(): number {
  if (process.platform !== 'linux') return traditional
  try {
    const text = readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'latin1').trim()
    return /^\d{1,5}$/.test(text) ? Number(text) : traditional
  } catch {
    return traditional
  }
}
