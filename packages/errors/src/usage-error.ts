import { trimStack } from './error-stack'

/** Frames of this package that may stand above the user's line. */
const ownFrames = 20

/** Makes the `TypeError` for a wrong use of the package. Its stack begins with the user's line. */
export function usageError(message: string, options?: ErrorOptions): TypeError {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = stackTraceLimit + ownFrames
  const error = new TypeError(message, options)
  Error.stackTraceLimit = stackTraceLimit
  return trimStack(error)
}
