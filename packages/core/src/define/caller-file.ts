import { fileURLToPath } from 'node:url'

// The frames of this function and of the one that calls it come first.
const ownFrames = 2

/**
 * The file whose code called the function that calls this one, from the stack of an error; `undefined` where the
 * engine says nothing of use. Transformers keep the file's name in it, so it is the same in every runner.
 */
export function callerFile(): string | undefined {
  const frames = new Error('for its stack').stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? []
  const location = /\(?((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*?)(?:\?[^:]*)?:\d+:\d+\)?$/.exec(
    frames[ownFrames] ?? '',
  )?.[1]
  if (location === undefined) return undefined
  return location.startsWith('file://') ? fileURLToPath(location) : location
}
