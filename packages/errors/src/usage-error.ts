import { framesOf, trimStack } from './error-stack'

const brand = Symbol.for('portside.usage')
/** Frames of this package that may stand above the user's line. */
const ownFrames = 20

/** Makes the `TypeError` for a wrong use of the package. Its stack begins with the user's line. */
export function usageError(message: string, options?: ErrorOptions): TypeError {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = stackTraceLimit + ownFrames
  const error = new TypeError(message, options)
  Error.stackTraceLimit = stackTraceLimit
  return trimStack(Object.defineProperty(error, brand, { value: true }))
}

/** Returns whether {@link usageError} of this copy of the package or another made `value`. */
export function isUsageError(value: unknown): value is TypeError {
  return typeof value === 'object' && value !== null && Object.getOwnPropertyDescriptor(value, brand)?.value === true
}

/** Returns a wrong use that was found when a service started as an error that names the service and the place of its definition. */
export function namedUsageError(error: TypeError, service: string, definedAt: string | undefined): TypeError {
  const named = usageError(`${service}: ${error.message}`, error.cause === undefined ? {} : { cause: error.cause })
  const places = definedAt === undefined ? [] : [`    at ${service} (${definedAt})`]
  named.stack = [`${named.name}: ${named.message}`, ...places, ...framesOf(error.stack ?? '')].join('\n')
  return named
}
