import { PortsideError, type PortsideErrorCode } from '@portside/errors'
import type { ProbeAttempt } from '@portside/probe'
import type { Evidence } from './evidence'

/** What a rule has found out. */
export interface Finding {
  readonly code: PortsideErrorCode
  /** What happened, without the service's name. */
  readonly summary: string
  /** What shows it, a fact a line, before what the probes saw. @default [] */
  readonly facts?: readonly string[]
  /** What to do about it. */
  readonly hints: readonly string[]
}

/** The error of a service that is alive and not ready: what was found, what each probe saw last, the last output. */
export function unreadyError(evidence: Evidence, { code, summary, facts = [], hints }: Finding): PortsideError {
  const { service, attempts, output, remarks } = evidence
  return new PortsideError({
    code,
    service,
    summary,
    evidence: [...facts, ...attempts.map(shown)],
    output,
    hints: [...remarks, ...hints],
  })
}

/** How long was waited, for the end of a summary. */
export function within({ elapsedMs }: Evidence): string {
  return `within ${Math.round(elapsedMs)} ms`
}

function shown({ probe, address, detail }: ProbeAttempt): string {
  return [probe, address, detail].filter((part) => part !== undefined && part !== '').join(': ')
}
