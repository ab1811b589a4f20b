import type { PortsideError } from '@portside/errors'
import { portForbiddenError } from '@portside/ports'
import { type Evidence, hasMovedOn, isGiven, isRefused } from '../evidence'
import { ownNumber } from '../own-number'

/** `E_PORT_FORBIDDEN`: a Node process of the service may not bind a port, and has exited or answers nowhere. */
export function portForbidden(evidence: Evidence): PortsideError | undefined {
  const { service, host, refused, status, output } = evidence
  const forbidden = refused.find(({ code }) => code === 'EACCES' || code === 'EPERM')
  if (forbidden?.port === undefined || (status === undefined && !isRefused(evidence))) return undefined
  if (hasMovedOn(evidence, forbidden.port)) return undefined
  const { port } = forbidden
  const isOwn = evidence.port !== undefined && !isGiven(evidence, port)
  return portForbiddenError({ service, host, port, output, ...(isOwn ? ownNumber(evidence, port) : {}) })
}
