import type { PortsideErrorCode } from './error-code'

/** What a `PortsideError` knows. */
export interface PortsideErrorDetails {
  /** What kind of failure it is. */
  readonly code: PortsideErrorCode
  /** The name of the service; absent where no service is involved. */
  readonly service?: string | undefined
  /** What happened, in one sentence without the service's name. */
  readonly summary: string
  /** What was observed, a fact a line. @default [] */
  readonly evidence?: readonly string[] | undefined
  /** What to do next, a step a line. @default [] */
  readonly hints?: readonly string[] | undefined
  /** The last lines that the service wrote. @default '' */
  readonly output?: string | undefined
  /** The error that led to this one. */
  readonly cause?: unknown
}
