import { isPortsideError, type PortsideError } from '@portside/errors'
import { exitCodes } from './exit-codes'
import { placeInProject } from './place-in-project'

/** Describes an error: one that a services file throws has a place in it; the errors of services explain themselves. */
export function describeError(error: unknown): string {
  const errors = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [error]
  const pages = errors.flatMap((each) => (isPortsideError(each) ? (each.message.match(page) ?? []) : []))
  const shown = pages.length === 0 ? [] : [[...new Set(pages)].join('').slice(1)]
  return [...descriptions(errors), ...shown].join('\n\n')
}

/** The last lines of a message, which name the page of its code. */
const page = /\n {2}More: .*/g

/** Returns the exit code for an error: wrong arguments are a `TypeError`. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof AggregateError) return Math.min(...error.errors.map(exitCodeOf))
  return error instanceof TypeError && !isPortsideError(error) ? exitCodes.usage : exitCodes.failure
}

/** Describes each cause once, and in one line all that only waited for the same ones. */
function descriptions(errors: readonly unknown[]): readonly string[] {
  const roots = errors.filter((error) => !isDependent(error))
  const known = new Set(roots.flatMap((root) => (isPortsideError(root) ? [root.service] : [])))
  const dependents = errors.filter(isDependent)
  const summaries = [...new Set(dependents.map(({ summary }) => summary))]
  const others = summaries.map((summary) => describeAlike(dependents.filter((error) => error.summary === summary), known)) // prettier-ignore
  return roots.map(describe).concat(...others)
}

/** A need that is no service of the run has not failed for itself, so that the first that waited for it has the cause. */
function describeAlike(alike: readonly PortsideError[], known: ReadonlySet<string | undefined>): readonly string[] {
  const isKnown = ({ failures }: PortsideError) =>
    failures.length > 0 && failures.every(({ service }) => known.has(service))
  const shown = alike.every(isKnown) ? [] : alike.slice(0, 1)
  const names = alike.slice(shown.length).map(({ service }) => service)
  return shown.map(describe).concat(names.length === 0 ? [] : `${alike[0]?.summary}: ${names.join(', ')}`)
}

function isDependent(error: unknown): error is PortsideError {
  return isPortsideError(error) && error.code === 'E_DEPENDENCY'
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const message = isPortsideError(error) ? error.message.replaceAll(page, '').trimEnd() : error.message
  const place = isPortsideError(error) && !isDefined(error) ? undefined : placeInProject(error)
  const at = place === undefined ? '' : `\n    at ${place}`
  // The place is for the first line of an error that has many.
  return isPortsideError(error) ? message.replace(/$/m, () => at) : `${message}${at}`
}

/** Whether the place is known where the service of an error, or that of a cause, was defined. */
function isDefined({ definedAt, failures }: PortsideError): boolean {
  return definedAt !== undefined || failures.some((failure) => failure.definedAt !== undefined)
}
