import { closeSync, openSync, readSync, watch } from 'node:fs'
import { clearInterval, setInterval } from 'node:timers'
import { splitLines } from '@portside/internal'

const chunkBytes = 16 * 1024
/** How often to look, in milliseconds, if the system has no watch left: the usual limit of inotify(7) is 128 a user. */
const pollMs = 5

/**
 * Calls `onLine` with each line that is appended to a file from now on. Does not keep this process alive. Returns a function that ends the watch.
 * Throws when the file cannot be read.
 */
export function watchLines(path: string, onLine: (line: string) => void): () => void {
  const file = openSync(path, 'r')
  const buffer = Buffer.alloc(chunkBytes)
  const splitter = splitLines()
  let hasEnded = false
  const endWatch = watchFile(path, read)
  return () => {
    hasEnded = true
    endWatch()
    closeSync(file)
  }

  function read(): void {
    for (let bytes = next(); bytes > 0; bytes = next()) {
      for (const line of splitter.add(buffer.toString('utf8', 0, bytes))) onLine(line)
    }
  }

  function next(): number {
    return hasEnded ? 0 : readSync(file, buffer)
  }
}

function watchFile(path: string, onChange: () => void): () => void {
  try {
    const watcher = watch(path, { persistent: false }, onChange)
    // The file is removed with its folder, which is no error.
    watcher.on('error', () => undefined)
    return () => watcher.close()
  } catch {
    const timer = setInterval(onChange, pollMs)
    timer.unref()
    return () => clearInterval(timer)
  }
}
