import type { PortsideError } from '@portside/errors'
import type { Evidence } from '../evidence'
import { impostorError } from '../listener-errors'

/** `E_IMPOSTOR`: another process listens at the service's address and does not answer as the service should. */
export function impostor(evidence: Evidence): PortsideError | undefined {
  const { service, host, port, otherOwner, isFixed, startedAtMs } = evidence
  if (otherOwner === undefined || port === undefined) return undefined
  return impostorError({ service, host, port, owner: otherOwner, isFixed, startedAtMs })
}
