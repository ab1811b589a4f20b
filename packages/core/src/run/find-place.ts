import { accessSync, constants, existsSync, mkdirSync, realpathSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { placeFault } from '@portside/process'
import { runtimeFolder } from './environment'
import { findProject } from './locations'

// unix(7): a path has room for 108 bytes, and Node cuts a longer one silently. The rest is left for the file's name.
const maxDirectoryBytes = 80
/** The space that the files of a run take at least, in bytes. */
const neededBytes = 64 * 1024

/** A place for the folders of runs, and the fault that makes it unusable. */
export interface Place {
  /** The variable that names it, or where it comes from. */
  readonly source: string
  readonly folder: string
  readonly fault: string | undefined
}

/** The places that were looked at, in order: the last one is usable unless it has a fault. */
export type Places = readonly [Place, ...Place[]]

/**
 * Finds a place for the folder `name` of a run: the temporary folder, else XDG_RUNTIME_DIR, `/tmp`, or the project's `node_modules/.cache`. It must
 * exist, be writable, not be full, be safe from other users, and leave room for the path of a socket.
 */
export function findPlaces(name: string): Places {
  const places: [Place, ...Place[]] = [placeOf('TMPDIR', tmpdir(), name)]
  if (places[0].fault === undefined || process.platform === 'win32') return places
  const runtime = runtimeFolder()
  const modules = join(findProject(process.cwd()), 'node_modules')
  const others = [
    ...(runtime === undefined ? [] : [() => placeOf('XDG_RUNTIME_DIR', runtime, name)]),
    () => placeOf('the usual folder', '/tmp', name),
    ...(existsSync(modules) ? [() => cacheIn(modules, name)] : []),
  ]
  for (const look of others) {
    places.push(look())
    if (places.at(-1)?.fault === undefined) return places
  }
  return places
}

/** Resolves a folder: TMPDIR may be relative, and a service has another working directory; a link in it may be changed later. */
function placeOf(source: string, given: string, name: string): Place {
  const folder = resolve(given)
  try {
    const real = realpathSync(folder)
    return { source, folder: real, fault: spaceFault(real) ?? placeFault(folder) ?? lengthFault(join(real, name)) }
  } catch (error) {
    return { source, folder, fault: (error as Error).message }
  }
}

function cacheIn(modules: string, name: string): Place {
  const folder = join(modules, '.cache')
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    return { source: 'the cache of the project', folder, fault: (error as Error).message }
  }
  return placeOf('the cache of the project', folder, name)
}

/** Throws a system error if the folder cannot be written. */
function spaceFault(folder: string): string | undefined {
  // The dot makes a file that is no folder an error of its own.
  accessSync(`${folder}/.`, constants.W_OK | constants.X_OK)
  const { bavail, bfree, bsize, blocks, files, ffree } = statfsSync(folder)
  const freeBytes = (process.getuid?.() === 0 ? bfree : bavail) * bsize
  // Some file systems count neither blocks nor files.
  const isFull = (blocks > 0 && freeBytes < neededBytes) || (files > 0 && ffree === 0)
  return isFull ? 'ENOSPC: no space left on device' : undefined
}

function lengthFault(path: string): string | undefined {
  const isLong = process.platform !== 'win32' && Buffer.byteLength(path) > maxDirectoryBytes
  return isLong ? tooLong : undefined
}

/** The fault of a place whose path is too long, which is common and worth no warning. */
export const tooLong = `is too long for the path of a socket (${maxDirectoryBytes} bytes with the name of the run)`
