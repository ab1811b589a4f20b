import { fileURLToPath } from 'node:url'

// Frames of wrappers and of the loader of a module are among them.
const maxFrames = 16

/** The place of a call. Its stack is formatted when it is first read, by whatever maps stacks to sources at that time. */
export interface CallPlace {
  readonly stack?: string
}

/** Notes the place where `callee`, which is running, was called. Takes about two microseconds. */
export function callPlace(callee: (...args: never) => unknown): CallPlace {
  const { stackTraceLimit } = Error
  const place: CallPlace = {}
  Error.stackTraceLimit = maxFrames
  Error.captureStackTrace(place, callee)
  Error.stackTraceLimit = stackTraceLimit
  return place
}

/** Formats the stacks of these places now, as the engine knows them: what maps stacks may know another version of a file. */
export function formatPlaces(places: readonly CallPlace[]): void {
  const prepareStackTrace = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
  Reflect.deleteProperty(Error, 'prepareStackTrace')
  try {
    for (const place of places) void place.stack
  } finally {
    if (prepareStackTrace !== undefined) Object.defineProperty(Error, 'prepareStackTrace', prepareStackTrace)
  }
}

/**
 * Returns the places in the user's own files that led to the call, as `file:line:column`, the nearest first: files of installed packages and of
 * Node.js are left out.
 */
export function ownPlaces({ stack = '' }: CallPlace): readonly string[] {
  const places = stack.split('\n').flatMap((line) => placeOf(line) ?? [])
  return places.filter((place) => !/[\\/]node_modules[\\/]/.test(place))
}

/** A line of a stack (https://v8.dev/docs/stack-trace-api): `at name (file:line:column)` or `at file:line:column`; with a path, not `node:fs`. */
const frame = /^\s*at (?:async )?(?:.*? \((?=\/|file:|[A-Za-z]:\\))?((?:\/|file:|[A-Za-z]:\\).+:\d+:\d+)\)?$/

function placeOf(line: string): string | undefined {
  const place = frame.exec(line)?.[1]
  return place?.startsWith('file://') ? pathOf(place) : place
}

function pathOf(place: string): string {
  const [, url = '', position = ''] = /^(.*?)(?:\?[^:]*)?(:\d+:\d+)$/.exec(place) ?? []
  return `${fileURLToPath(url)}${position}`
}
