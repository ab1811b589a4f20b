import type { PortsideError } from '@portside/errors'
import { portForbiddenError } from '@portside/ports'
import { type Evidence, hasMovedOn, isRefused } from '../evidence'

/** `E_PORT_FORBIDDEN`: a Node process of the service may not bind a port, and has exited or answers nowhere. */
export function portForbidden(evidence: Evidence): PortsideError | undefined {
  const { service, host, refused, status, output } = evidence
  const forbidden = refused.find(({ code }) => code === 'EACCES' || code === 'EPERM')
  if (forbidden?.port === undefined || (status === undefined && !isRefused(evidence))) return undefined
  if (hasMovedOn(evidence, forbidden.port)) return undefined
  return portForbiddenError({ service, host, port: forbidden.port, output })
}
