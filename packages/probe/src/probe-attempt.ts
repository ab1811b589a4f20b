/** How one attempt of a probe ended without the service being ready. */
export interface ProbeAttempt {
  /** The probe's description. */
  readonly probe: string
  /** The address that was tried, such as `127.0.0.1:62893` or `[::1]:62893`. */
  readonly address?: string
  readonly outcome: ProbeOutcome
  /** What was observed, such as `503 Service Unavailable`. */
  readonly detail: string
  /** The HTTP status, where there was one. */
  readonly status?: number
  /** The first 64 KB of the answer, where there was one. */
  readonly body?: string
  /** The error behind it. */
  readonly cause?: unknown
}

/** The kinds of attempt that leave a service not ready. */
export type ProbeOutcome =
  /** The address refused the connection: nobody listens, or a filter rejects. */
  | 'refused'
  /** The connection itself got no answer: packets are dropped, or nobody accepts. */
  | 'no-answer'
  /** Connected, or called, and nothing has come back so far. */
  | 'silent'
  /** An answer came, and it was not the one asked for. */
  | 'answered'
  /** The attempt ended with an error. */
  | 'failed'
  /** The connection reached its own socket: nobody listens. */
  | 'self-connect'
  /** What the probe looks for has not appeared. */
  | 'pending'
