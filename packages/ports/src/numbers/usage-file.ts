import { closeSync, constants, existsSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

/**
 * When each port was last leased by this user: four bytes a port, seconds since the epoch, at the offset of four times
 * the port. Writers need no lock, since each writes one aligned number; the file is sparse and never above 256 KiB.
 * It is a cache: where it cannot be written, ports are remembered in this process only.
 */
const bytesPerPort = 4

/** Writes down that `ports` were in use at `time` (milliseconds since the epoch). */
export function writeUsage(ports: Iterable<number>, time: number): void {
  try {
    makeFolder(dirname(cacheFolder()))
    makeFolder(cacheFolder())
    const file = openSync(usageFile(), constants.O_WRONLY | constants.O_CREAT, 0o600)
    const seconds = Buffer.alloc(bytesPerPort)
    seconds.writeUInt32LE(Math.floor(time / 1000))
    for (const port of ports) writeSync(file, seconds, 0, bytesPerPort, port * bytesPerPort)
    closeSync(file)
  } catch {
    // A cache that cannot be written is none.
  }
}

/** Not `recursive`: Node never comes back from that where the system refuses a folder with ENOENT (as in /proc). */
function makeFolder(folder: string): void {
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 })
}

/** Reads when a port was last in use, in milliseconds since the epoch; 0 for one that never was. */
export function readUsage(): (port: number) => number {
  const bytes = readBytes()
  return (port) => {
    const offset = port * bytesPerPort
    return offset + bytesPerPort > bytes.length ? 0 : bytes.readUInt32LE(offset) * 1000
  }
}

function readBytes(): Buffer {
  try {
    return readFileSync(usageFile())
  } catch {
    return Buffer.alloc(0)
  }
}

function usageFile(): string {
  return join(cacheFolder(), 'ports')
}

/** The user's cache folder by the XDG base directory specification; this file alone reads the environment. */
function cacheFolder(): string {
  const { XDG_CACHE_HOME = '' } = process.env
  return join(XDG_CACHE_HOME.startsWith('/') ? XDG_CACHE_HOME : join(homedir(), '.cache'), 'portside')
}
