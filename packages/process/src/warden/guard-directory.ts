import { isAbsolute, parse } from 'node:path'
import { invalidArgument } from '@portside/errors'
import { nextCookie, removeWardenEntry, setWardenEntry } from './warden'

/**
 * Makes sure that a directory (or a file) is removed with all its content when this process has ended, however it ends. Returns a function that
 * undoes this, for the caller that removes it in the ordinary way. Guard the path first and create it then, so that it is never unguarded.
 *
 * @throws TypeError when `path` is not absolute, is a root, or contains a line break.
 */
export function guardDirectory(path: string): () => void {
  return guard('d', path)
}

/** Makes sure that a FIFO is read, to nothing, while the warden ends those who write to it. Returns a function that undoes this. */
export function guardFifo(path: string): () => void {
  return guard('o', path)
}

function guard(kind: 'd' | 'o', path: string): () => void {
  if (!isAbsolute(path) || parse(path).root === path || path.includes('\n')) {
    throw invalidArgument('path', 'an absolute path that is not a root', path)
  }
  const entry = `${kind}${nextCookie().split('.')[1]}`
  setWardenEntry(entry, path)
  return () => removeWardenEntry(entry)
}
