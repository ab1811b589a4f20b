import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { callSites, originalPlace } from '@portside/internal'
import type { PortsideErrorDetails } from './error-details'

/**
 * Makes the stack of an error: where the service was defined and who asked for it, so that a runner shows these lines and editors link them. If
 * neither is known, the frames outside of this package.
 */
export function errorStack(error: Error, details: PortsideErrorDetails): string {
  const { stack = '' } = error
  const head = `${error.name}: ${error.message}`
  if (process.env['PORTSIDE_DEBUG'] === '1') return [head, ...placeFrames(details), ...framesOf(stack)].join('\n')
  const places = placeFrames(details)
  return [head, ...(places.length > 0 ? places : framesOf(stack).filter((frame) => !isOwn(frame)))].join('\n')
}

/** Returns the stack of an error without the frames of this package, unless `PORTSIDE_DEBUG` is 1. */
export function trimStack<Thrown extends Error>(error: Thrown): Thrown {
  const { stack } = error
  if (stack === undefined || process.env['PORTSIDE_DEBUG'] === '1') return error
  const frames = framesOf(stack)
  const first = frames[0]
  if (first === undefined) return error
  const head = stack.slice(0, stack.indexOf(first)).trimEnd()
  const others = frames.filter((frame) => !isOwn(frame)).map(originalFrame)
  // Functions of the engine that our own code called, such as Array.map.
  const begin = others.findIndex((frame) => !frame.endsWith('(<anonymous>)'))
  error.stack = [head, ...others.slice(Math.max(begin, 0))].join('\n')
  return error
}

/** Places a frame in the source of a compiled file. */
function originalFrame(line: string): string {
  return line.replace(/(?<=[( ])(?:file:\/\/\/|\/|[A-Za-z]:\\)[^()]*:\d+:\d+/, (place) => {
    const path = place.startsWith('file:') ? pathOf(place) : place
    const original = originalPlace(path)
    return original === path ? place : original
  })
}

function pathOf(place: string): string {
  const [, url = '', position = ''] = /^(.*?)(?:\?[^:]*)?(:\d+:\d+)$/.exec(place) ?? []
  return `${fileURLToPath(url)}${position}`
}

/** A service that has died interrupts the line of a test; one that does not start is wrong where it was defined. */
function placeFrames({
  code,
  service = 'service',
  definedAt,
  requestedAt,
  failures = [],
}: PortsideErrorDetails): string[] {
  const roots = failures.flatMap((failure) => placeFrames({ ...failure, requestedAt: undefined }))
  const defined = definedAt === undefined ? roots : [...roots, `    at ${service} (${definedAt})`]
  const requested = requestedAt === undefined ? [] : [`    at ${requestedAt}`]
  return code === 'E_CRASHED' ? [...requested, ...defined] : [...defined, ...requested]
}

/** Returns the lines of a stack that are frames. */
export function framesOf(stack: string): string[] {
  return stack.split('\n').filter((line) => /^\s+at .*[:(]/.test(line))
}

/** Whether a frame is of this package where it is installed, which has all of its code in one folder, or of one beside it. */
function isOwn(line: string): boolean {
  if (/[\\/]node_modules[\\/]@portside[\\/]/.test(line)) return true
  const file = callSites(1)[0]?.getFileName() ?? ''
  const folder = dirname(file.startsWith('file://') ? fileURLToPath(file) : file)
  return /[\\/]dist$/.test(folder) && line.includes(folder)
}
