import type { ProbeAttempt } from '@portside/probe'

/** Callbacks for the events of a run's services. They must be quick, and never throw. */
export interface RunWatcher {
  /** A service is being started, after its needs. */
  readonly starting?: ((service: string) => void) | undefined
  /** A probe has found the service not ready: up to a thousand times a second. `lastWords` returns what the service itself shows of the reason, masked. */
  readonly waiting?: ((service: string, attempt: ProbeAttempt, lastWords?: LastWords) => void) | undefined
  /** The service is ready. */
  readonly ready?: ((service: string) => void) | undefined
  /** The start of the service has failed, or was given up. */
  readonly failed?: ((service: string) => void) | undefined
  /** The service had to be killed by its stop; `text` says why, in one line. Without this callback the line is a warning. */
  readonly killed?: ((service: string, text: string) => void) | undefined
  /** The service has written whole lines; the secrets in them are masked. */
  readonly wrote?: ((service: string, lines: Buffer) => void) | undefined
}

/** Returns one line that a service has answered or written, with its kind: `body: connect ECONNREFUSED 127.0.0.1:5432`; `undefined` for none. */
export type LastWords = () => string | undefined
