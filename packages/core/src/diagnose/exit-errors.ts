import { PortsideError } from '@portside/errors'
import type { ExitStatus } from '@portside/process'
import { killFacts, killHints } from './kill-notes'

/** What is known of a process that died while it was in use. */
export interface Crash {
  readonly service: string
  readonly status: ExitStatus
  /** Milliseconds from its readiness to its end. */
  readonly afterMs: number
  readonly output: string
}

/** `E_CRASHED`: the process ended after it was ready, and nobody had asked it to. */
export function crashedError({ service, status, afterMs, output }: Crash): PortsideError {
  const how = status.signal === null ? `ended with code ${status.code}` : `was ended by ${status.signal}`
  return new PortsideError({
    code: 'E_CRASHED',
    service,
    summary: `${how}, ${(afterMs / 1000).toFixed(1)} s after it was ready`,
    evidence: killFacts(status),
    output,
    hints: killHints(status, output),
  })
}

/** The crash of a service that was started again `restarts` times; `failure` is why the last of them did not become ready. */
export function restartedError(crash: PortsideError, restarts: number, failure?: unknown): PortsideError {
  if (restarts === 0) return crash
  const { code, service, summary, evidence, hints, output } = crash
  const times = `it had been started again ${restarts === 1 ? 'once' : `${restarts} times`} (\`restartOnCrash\`)`
  const outcome = failure === undefined ? times : `${times}, and did not become ready then`
  return new PortsideError({ code, service, summary, evidence: [...evidence, outcome], hints, output, cause: failure })
}
