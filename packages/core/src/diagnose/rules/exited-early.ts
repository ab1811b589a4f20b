import type { PortsideError } from '@portside/errors'
import type { Evidence } from '../evidence'
import { exitedError } from '../exit-errors'

/** `E_EXITED_EARLY`: the process of the service has exited. */
export function exitedEarly(evidence: Evidence): PortsideError | undefined {
  const { status } = evidence
  return status === undefined ? undefined : exitedError({ ...evidence, status })
}
