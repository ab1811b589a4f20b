import { closeSync, constants, existsSync, fstatSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { invalidArgument } from '@portside/errors'

/**
 * The file records when this user last leased each port: four bytes a port, seconds since the epoch, at the offset of four times the port. Writers
 * need no lock, since each writes one aligned number; the file is sparse and never above 256 KiB. It is a cache: if it cannot be written, ports are
 * remembered in this process only.
 */
const bytesPerPort = 4
const maxBytes = bytesPerPort * 65_536

/** Writes to the file that `ports` were in use at `time` (milliseconds since the epoch). */
export function writeUsage(ports: Iterable<number>, time: number): void {
  try {
    makeFolder(dirname(cacheFolder()))
    makeFolder(cacheFolder())
    withFile(constants.O_WRONLY | constants.O_CREAT, (file) => {
      const seconds = Buffer.alloc(bytesPerPort)
      seconds.writeUInt32LE(Math.floor(time / 1000))
      for (const port of ports) writeSync(file, seconds, 0, bytesPerPort, port * bytesPerPort)
    })
  } catch {
    // If the cache cannot be written, there is none.
  }
}

/** Not `recursive`: Node never returns from that if the system refuses a folder with ENOENT (as in /proc). */
function makeFolder(folder: string): void {
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 })
}

/** Reads when a port was last in use, in milliseconds since the epoch; 0 for a port that never was. */
export function readUsage(): (port: number) => number {
  const bytes = readBytes()
  return (port) => {
    const offset = port * bytesPerPort
    return offset + bytesPerPort > bytes.length ? 0 : bytes.readUInt32LE(offset) * 1000
  }
}

function readBytes(): Buffer {
  try {
    return withFile(constants.O_RDONLY, (file) => readFileSync(file))
  } catch {
    return Buffer.alloc(0)
  }
}

/** Opens the file. A link, a FIFO (which would wait for its other end) or another user's file is refused. */
function withFile<Result>(flags: number, use: (file: number) => Result): Result {
  // Windows has neither flag: `undefined` counts as 0.
  const { O_NONBLOCK, O_NOFOLLOW } = constants
  const file = openSync(usageFile(), flags | O_NONBLOCK | O_NOFOLLOW, 0o600)
  try {
    const stats = fstatSync(file)
    const isOwn = process.getuid === undefined || stats.uid === process.getuid()
    if (!stats.isFile() || !isOwn || stats.size > maxBytes)
      throw invalidArgument('XDG_CACHE_HOME', 'a folder of this user alone', cacheFolder())
    return use(file)
  } finally {
    closeSync(file)
  }
}

function usageFile(): string {
  return join(cacheFolder(), 'ports')
}

/** Returns the user's cache folder by the XDG base directory specification; only this file reads the environment. */
function cacheFolder(): string {
  const { XDG_CACHE_HOME = '' } = process.env
  return join(XDG_CACHE_HOME.startsWith('/') ? XDG_CACHE_HOME : join(homedir(), '.cache'), 'portside')
}
