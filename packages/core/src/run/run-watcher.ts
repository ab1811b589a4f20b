import type { ProbeAttempt } from '@portside/probe'

/** Is told what the services of a run do, while they do it; a library tells nobody unless asked. What it does must be quick, and never throw. */
export interface RunWatcher {
  /** A service is being started, after all that it needs. */
  readonly starting?: ((service: string) => void) | undefined
  /** A look has found it not ready: up to a thousand times a second. */
  readonly waiting?: ((service: string, attempt: ProbeAttempt) => void) | undefined
  /** It is ready. */
  readonly ready?: ((service: string) => void) | undefined
  /** It has written whole lines; the secrets in them are masked. */
  readonly wrote?: ((service: string, lines: Buffer) => void) | undefined
}
