import type { PortsideErrorCode } from './error-code'
import type { PortsideErrorDetails } from './error-details'
import { errorMessage } from './error-message'

const brand = Symbol.for('portside.error')

/** A failure that explains itself: the service, the failure, the evidence, the last output and what to do next. */
export class PortsideError extends Error {
  override readonly name = 'PortsideError'
  readonly code: PortsideErrorCode
  readonly service: string | undefined
  readonly summary: string
  readonly evidence: readonly string[]
  readonly hints: readonly string[]
  readonly output: string

  constructor(details: PortsideErrorDetails) {
    super(errorMessage(details), details.cause === undefined ? undefined : { cause: details.cause })
    this.code = details.code
    this.service = details.service
    this.summary = details.summary
    this.evidence = details.evidence ?? []
    this.hints = details.hints ?? []
    this.output = details.output ?? ''
    Object.defineProperty(this, brand, { value: true })
  }
}

/**
 * Returns whether `value` is a {@link PortsideError}, also one from another copy of this package or another realm (`instanceof` fails there: Jest
 * gives each test file its own globals).
 */
export function isPortsideError(value: unknown): value is PortsideError {
  return typeof value === 'object' && value !== null && brand in value
}
