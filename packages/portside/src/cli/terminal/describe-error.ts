import { isPortsideError } from '@portside/errors'
import { exitCodes } from './exit-codes'
import { placeInProject } from './place-in-project'

/** Describes an error: one that a services file throws has a place in it; the errors of services explain themselves. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const place = isPortsideError(error) ? undefined : placeInProject(error)
  return `${error.message}${place === undefined ? '' : `\n    at ${place}`}`
}

/** Returns the exit code for an error: wrong arguments are a `TypeError`. */
export function exitCodeOf(error: unknown): number {
  return error instanceof TypeError && !isPortsideError(error) ? exitCodes.usage : exitCodes.failure
}
