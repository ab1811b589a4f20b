import type { PortsideError } from '@portside/errors'
import type { Evidence } from './evidence'
import { rules } from './rules'
import { notReady } from './rules/not-ready'

/** The error that explains why a service is not ready: that of the first rule that recognises its own, else `E_NOT_READY`. */
export function explain(evidence: Evidence): PortsideError {
  for (const rule of rules) {
    const error = rule(evidence)
    if (error !== undefined) return error
  }
  return notReady(evidence)
}
