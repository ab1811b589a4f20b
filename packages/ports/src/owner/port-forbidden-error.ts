import { PortsideError } from '@portside/errors'
import { unprivilegedPortStart } from '../numbers/unprivileged-port-start'
import type { PortConflict } from './port-in-use-error'

/** The error for a port that this user may not bind: `E_PORT_FORBIDDEN`, with the system's rule that forbids it. */
export function portForbiddenError(conflict: Omit<PortConflict, 'owner'>): PortsideError {
  const { port, host = '127.0.0.1', service, output, cause } = conflict
  const first = unprivilegedPortStart()
  const isPrivileged = port < first
  return new PortsideError({
    code: 'E_PORT_FORBIDDEN',
    service,
    summary: `Port ${port} on ${host} may not be bound by this user`,
    evidence: isPrivileged ? [`Ports below ${first} are for root (or CAP_NET_BIND_SERVICE).`] : [],
    hints: isPrivileged
      ? [`Use a port from ${first} up, or leave \`port\` away.`]
      : ['Leave `port` away, or use another.'],
    output,
    cause,
  })
}
