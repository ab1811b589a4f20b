import type { PortsideErrorDetails } from './error-details'
import { detailsOf, isPortsideError, PortsideError } from './portside-error'

/** An error as JSON data, so that it can cross from one process to another. */
export type ErrorData =
  | (Omit<PortsideErrorDetails, 'cause'> & { readonly kind: 'portside'; readonly cause?: ErrorData })
  | {
      readonly kind: 'error'
      readonly name: string
      readonly message: string
      readonly stack?: string
      readonly cause?: ErrorData
    }

/** Turns anything that was thrown into JSON data. */
export function toErrorData(thrown: unknown): ErrorData {
  const error = thrown instanceof Error || isPortsideError(thrown) ? thrown : new Error(String(thrown))
  const cause = error.cause === undefined ? {} : { cause: toErrorData(error.cause) }
  if (isPortsideError(error)) return { kind: 'portside', ...detailsOf(error), ...cause }
  const stack = error.stack === undefined ? {} : { stack: error.stack }
  return { kind: 'error', name: error.name, message: error.message, ...stack, ...cause }
}

/** Makes the error that {@link toErrorData} described, with its class, code and causes. */
export function fromErrorData(data: ErrorData): Error {
  const cause = data.cause === undefined ? undefined : fromErrorData(data.cause)
  if (data.kind === 'portside') return new PortsideError({ ...data, cause })
  const error = data.name === 'TypeError' ? new TypeError(data.message, { cause }) : new Error(data.message, { cause })
  error.name = data.name
  if (data.stack !== undefined) error.stack = data.stack
  return error
}
