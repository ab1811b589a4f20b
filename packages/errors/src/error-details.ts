import type { PortsideErrorCode } from './error-code'

/** The details of a `PortsideError`. */
export interface PortsideErrorDetails {
  /** The kind of failure. */
  readonly code: PortsideErrorCode
  /** The name of the service; absent if no service is involved. */
  readonly service?: string | undefined
  /** The failure, in one sentence without the service's name. */
  readonly summary: string
  /** The observed facts, one a line. @default [] */
  readonly evidence?: readonly string[] | undefined
  /** The next steps for the user, one a line. @default [] */
  readonly hints?: readonly string[] | undefined
  /** The last lines that the service wrote. @default '' */
  readonly output?: string | undefined
  /** The place where the service was defined, as `file:line:column`. */
  readonly definedAt?: string | undefined
  /** The place that asked for the service, such as a test, as `file:line:column`. */
  readonly requestedAt?: string | undefined
  /** The command to type at a shell, in which the same failure can be seen. */
  readonly byHand?: string | undefined
  /** The failures of other services that led to this one. @default [] */
  readonly failures?: readonly PortsideErrorDetails[] | undefined
  /** The error that led to this one. */
  readonly cause?: unknown
}
