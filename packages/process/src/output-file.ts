import { closeSync, openSync, renameSync, writeSync } from 'node:fs'
import { invalidArgument } from '@portside/errors'

const maxBytes = 10 * 1024 * 1024

/** A file that takes the output of a child. */
export interface OutputFile {
  /** Adds a chunk. A disk that is full or gone ends the file, not the run. */
  write(chunk: Uint8Array): void
  /** Closes the file; later chunks are dropped. */
  close(): void
}

/**
 * Opens a file for the whole output of a child. At 10 MiB it is renamed to `<path>.1` (the one before is lost) and
 * begun anew, so that it takes 20 MiB at most. Writing is synchronous: nothing piles up in memory when a child
 * writes faster than the disk, and what was written is there when the runner is killed.
 *
 * @throws TypeError when the file cannot be opened.
 */
export function openOutputFile(path: string): OutputFile {
  let descriptor: number | undefined = open(path)
  let size = 0
  const close = (): void => {
    if (descriptor !== undefined) closeSync(descriptor)
    descriptor = undefined
  }
  const rotate = (): void => {
    close()
    renameSync(path, `${path}.1`)
    descriptor = open(path)
    size = 0
  }
  const write = (chunk: Uint8Array): void => {
    if (descriptor === undefined) return
    try {
      if (size + chunk.length > maxBytes) rotate()
      size += writeSync(descriptor, chunk)
    } catch {
      close()
    }
  }
  return { write, close }
}

function open(path: string): number {
  try {
    return openSync(path, 'w', 0o600)
  } catch (error) {
    throw invalidArgument('outputFile', `a file that can be written (${String(error)})`, path)
  }
}
