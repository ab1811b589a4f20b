import { PortsideError } from '@portside/errors'

/** `E_DEPENDENCY`: what `service` needs did not start, for the reason in `cause`. */
export function dependencyError(service: string, need: string, cause: unknown): PortsideError {
  return new PortsideError({
    code: 'E_DEPENDENCY',
    service,
    summary: `was not started, since ${need}, which it needs, did not start`,
    evidence: (cause instanceof Error ? cause.message : String(cause)).split('\n'),
    cause,
  })
}
