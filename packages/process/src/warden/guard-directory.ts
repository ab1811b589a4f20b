import { isAbsolute, parse } from 'node:path'
import { invalidArgument } from '@portside/errors'
import { nextCookie, removeWardenEntry, setWardenEntry } from './warden'

/**
 * Has a directory (or a file) removed with all that is in it when this process has ended, however it ends.
 * Returns how to undo that, for who removes it in the ordinary way. It need not be there yet: guarded first and created
 * then, there is no moment at which nobody knows of it.
 *
 * @throws TypeError when `path` is not absolute, is a root, or contains a line break.
 */
export function guardDirectory(path: string): () => void {
  if (!isAbsolute(path) || parse(path).root === path || path.includes('\n')) {
    throw invalidArgument('path', 'an absolute path that is not a root', path)
  }
  const entry = `d${nextCookie().split('.')[1]}`
  setWardenEntry(entry, path)
  return () => removeWardenEntry(entry)
}
