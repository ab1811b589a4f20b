import type { PortsideError } from '@portside/errors'
import { portInUseError } from '@portside/ports'
import { type Evidence, isRefused, otherPorts } from '../evidence'

/** `E_PORT_IN_USE`: the service reports that it could not bind its port, and has exited or answers nowhere. */
export function portInUse(evidence: Evidence): PortsideError | undefined {
  const { service, conflict, port, status, output } = evidence
  if (conflict === undefined || (status === undefined && !isRefused(evidence))) return undefined
  if (hasMovedOn(evidence)) return undefined
  return portInUseError({ service, port: conflict.port ?? port ?? 0, owner: conflict.owner, output })
}

/** Whether a service that lives has found a port taken that it was not given, and listens on another one, as Vite does. */
function hasMovedOn(evidence: Evidence): boolean {
  const { conflict, port, namedPorts, status } = evidence
  const isGiven = conflict?.port === undefined || [port, ...namedPorts].includes(conflict.port)
  return status === undefined && !isGiven && otherPorts(evidence).length > 0
}
