import type { PortsideError } from '@portside/errors'
import { portInUseError } from '@portside/ports'
import { type Evidence, hasMovedOn, isRefused } from '../evidence'

/** `E_PORT_IN_USE`: the service reports that it could not bind its port, and has exited or answers nowhere. */
export function portInUse(evidence: Evidence): PortsideError | undefined {
  const { service, conflict, port, status, output } = evidence
  if (conflict === undefined || (status === undefined && !isRefused(evidence))) return undefined
  if (hasMovedOn(evidence, conflict.port)) return undefined
  return portInUseError({ service, port: conflict.port ?? port ?? 0, owner: conflict.owner, output })
}
