import type { PortsideErrorCode } from './error-code'
import type { PortsideErrorDetails } from './error-details'
import { errorMessage } from './error-message'
import { errorStack } from './error-stack'
import { withoutSudo } from '@portside/internal'

const brand = Symbol.for('portside.error')
const pages = 'https://github.com/portside/portside/blob/main/docs/errors'

/**
 * A failure that explains itself: the service, the failure, the evidence, the last output and what to do next. Its stack has the places in the user's
 * files; with `PORTSIDE_DEBUG=1` all frames.
 */
export class PortsideError extends Error {
  override readonly name = 'PortsideError'
  readonly code: PortsideErrorCode
  readonly service: string | undefined
  declare readonly summary: string
  declare readonly evidence: readonly string[]
  declare readonly hints: readonly string[]
  declare readonly output: string
  /** The place where the service was defined, as `file:line:column`, if it is known. */
  declare readonly definedAt: string | undefined
  /** The place that asked for the service, such as a test, as `file:line:column`, if it is known. */
  declare readonly requestedAt: string | undefined
  /** The failures of other services that led to this one: of `E_DEPENDENCY`. */
  declare readonly failures: readonly PortsideErrorDetails[]
  /** The command with which the failure can be seen by hand, if it has one. */
  declare readonly byHand: string | undefined
  /** The address of the page about its code; `npx portside explain <code>` prints it. */
  declare readonly docs: string

  constructor(given: PortsideErrorDetails) {
    const details = { ...given, hints: given.hints?.map(withoutSudo) }
    super(errorMessage(details), details.cause === undefined ? undefined : { cause: details.cause })
    const { code, service, summary, evidence = [], hints = [], output = '', failures = [] } = details
    const { definedAt, requestedAt, byHand } = details
    this.code = code
    this.service = service
    // The message has all of it: whoever prints the properties of an error must not print it twice.
    const places = { definedAt, requestedAt, byHand, docs: `${pages}/${code}.md` }
    const hidden = { summary, evidence, hints, output, failures, ...places }
    for (const [name, value] of Object.entries(hidden)) Object.defineProperty(this, name, { value })
    Object.defineProperty(this, brand, { value: true })
    Object.defineProperty(this, 'stack', { value: errorStack(this, details), writable: true, configurable: true })
  }

  /** Returns what a runner shows beside the stack: the message has the rest. */
  toJSON(): object {
    const { name, code, service, message, stack, cause } = this
    return { name, code, service, message, stack, cause }
  }
}

/**
 * Returns whether `value` is a {@link PortsideError}, also one from another copy of this package or another realm (`instanceof` fails there: Jest
 * gives each test file its own globals).
 */
export function isPortsideError(value: unknown): value is PortsideError {
  return typeof value === 'object' && value !== null && brand in value
}

/** Returns the same failure as another error, with those of these details that are known. What is no {@link PortsideError} is returned as it is. */
export function withDetails(error: unknown, details: Partial<Omit<PortsideErrorDetails, 'code' | 'cause'>>): unknown {
  if (!isPortsideError(error)) return error
  const known = Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined))
  const made = new PortsideError({ ...detailsOf(error), cause: error.cause, ...known })
  // Errors of ports have properties of their own.
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(error)))
    if (!Object.hasOwn(made, name)) Object.defineProperty(made, name, property)
  return made
}

/** Returns what an error was made of, but for its cause. */
export function detailsOf(error: PortsideError): Omit<PortsideErrorDetails, 'cause'> {
  const { code, service, summary, evidence, hints, output, definedAt, requestedAt, failures, byHand } = error
  return { code, service, summary, evidence, hints, output, definedAt, requestedAt, failures, byHand }
}
