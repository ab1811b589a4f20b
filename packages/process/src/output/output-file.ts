import { closeSync, fstatSync, openSync, renameSync, writeFileSync } from 'node:fs'

const maxBytes = 10 * 1024 * 1024

/**
 * Opens a file for the whole output of a child, for this user only, and appends to it. At 10 MiB it is renamed to `<path>.1` (the one before is lost)
 * and begun anew, so that it takes 20 MiB at most. Writing is synchronous: nothing piles up in memory when a child writes faster than the disk, and
 * output that was read a moment before is on disk when the runner is killed. A disk that is full or gone ends the file, not the run: `onLost` is then
 * called with the error, once.
 *
 * @throws a system error when the file cannot be opened.
 * @example
 * const child = await spawnChild('node server.js', { outputSink: openOutputFile('server.log'), … })
 *
 */
export function openOutputFile(path: string, onLost?: (error: unknown) => void): OutputSink {
  let descriptor: number | undefined = openSync(path, 'a', 0o600)
  let size = fstatSync(descriptor).size
  const close = (): void => {
    if (descriptor !== undefined) closeSync(descriptor)
    descriptor = undefined
  }
  const rotate = (): void => {
    close()
    renameSync(path, `${path}.1`)
    descriptor = openSync(path, 'a', 0o600)
    size = 0
  }
  const write = (lines: Buffer): void => {
    if (descriptor === undefined) return
    try {
      if (size + lines.length > maxBytes) rotate()
      // Unlike `writeSync`, it does not stop half-way if there is room for a part only.
      writeFileSync(descriptor, lines)
      size += lines.length
    } catch (error) {
      close()
      onLost?.(error)
    }
  }
  return { write, close }
}

/** Takes all output of a child. */
export interface OutputSink {
  /** Takes whole lines of stdout or of stderr, in the order in which they came; the last one may have no end. It must not throw. */
  readonly write: (lines: Buffer) => void
  /** Ends the output. It may be called twice. */
  readonly close: () => void
}
