import { fileURLToPath } from 'node:url'
import { callSites } from '@portside/internal'

// The frames of `callerFile` and of its caller come first.
const ownFrames = 2

/**
 * Returns the file whose code called the function that calls this one; `undefined` if the engine reports nothing useful.
 */
export function callerFile(): string | undefined {
  const name = callSites(ownFrames + 1)[ownFrames]?.getFileName() ?? undefined
  const path = name?.replace(/\?.*$/, '')
  return path?.startsWith('file://') ? fileURLToPath(path) : path
}
