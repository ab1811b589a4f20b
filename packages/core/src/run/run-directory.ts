import { chmodSync, lstatSync, mkdirSync, realpathSync, rmSync, type Stats } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { invalidArgument } from '@portside/errors'
import { guardDirectory, placeFault, privacyFault } from '@portside/process'

// unix(7): a path has room for 108 bytes, and Node cuts a longer one silently. The rest is left for the file's name.
const maxDirectoryBytes = 80

/** The private folder of a run: only its user may enter it, and it is removed with the run, however that ends. */
export interface RunDirectory {
  /** The path, even while the folder does not exist. */
  readonly path: string
  /**
   * Makes the folder if it does not exist. Throws a system error if it cannot be made, and a `TypeError` if another user could change its contents.
   */
  readonly hold: () => HeldDirectory
  /** Whether the folder exists as it was made, and only this user can change its contents. */
  readonly isOwn: () => boolean
}

/** The folder, for as long as it is needed. */
export interface HeldDirectory {
  readonly path: string
  /** Releases the folder, once; it is removed when nobody holds it any more. */
  readonly release: () => void
}

/** A place for the folders of runs, and the fault that makes it unusable. */
interface Place {
  readonly folder: string
  readonly fault: string | undefined
}

/** Makes the folder of a run, which exists only while somebody holds it. */
export function createRunDirectory(runId: string): RunDirectory {
  const name = `portside-${runId}`
  const { usual, chosen } = findPlace(name)
  const path = join(chosen.folder, name)
  const holds = new Set<object>()
  let made: Stats | undefined
  let unguard = (): void => undefined
  return { path, hold, isOwn }

  function hold(): HeldDirectory {
    if (chosen.fault !== undefined) throw unsafe(path, chosen.fault)
    const there = look(path)
    const fault = there && (isMade(there) || holds.size === 0 ? privacyFault(there) : 'somebody has replaced it')
    if (fault !== undefined) throw unsafe(path, fault)
    if (holds.size === 0) unguard = makeGuarded(path)
    // A cleaner of temporary folders may have removed it.
    else if (there === undefined) mkdirSync(path, { mode: 0o700 })
    made = lstatSync(path)
    if (holds.size === 0) warnOf(usual, path)
    const held = {}
    holds.add(held)
    return { path, release: () => release(held) }
  }

  function isOwn(): boolean {
    const there = look(path)
    return there !== undefined && isMade(there) && privacyFault(there) === undefined
  }

  function isMade(there: Stats): boolean {
    return there.isDirectory() && there.ino === made?.ino && there.dev === made.dev
  }

  function release(held: object): void {
    if (!holds.delete(held) || holds.size > 0) return
    const there = look(path)
    if (there !== undefined && isMade(there) && there.uid === made?.uid) {
      // Nobody else may change the folder while it is removed.
      chmodSync(path, 0o700)
      rmSync(path, { recursive: true, force: true })
    }
    unguard()
  }
}

/** Returns the temporary folder, or `/tmp` if the former is too long for the path of a socket or lets other users replace the run's folder. */
function findPlace(name: string): { readonly usual: Place; readonly chosen: Place } {
  const usual = placeOf(tmpdir())
  const isFit = usual.fault === undefined && Buffer.byteLength(join(usual.folder, name)) <= maxDirectoryBytes
  if (isFit || process.platform === 'win32') return { usual, chosen: usual }
  return { usual, chosen: placeOf('/tmp') }
}

/** Resolves a folder: TMPDIR may be relative, and a service has another working directory; a link in it may be changed later. */
function placeOf(temporary: string): Place {
  const folder = resolve(temporary)
  try {
    return { folder: realpathSync(folder), fault: placeFault(folder) }
  } catch {
    // The folder does not exist, so making a folder in it will fail.
    return { folder, fault: undefined }
  }
}

function look(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false })
}

function unsafe(path: string, fault: string): TypeError {
  return invalidArgument('TMPDIR', `a folder in which only this user can change ${path} (${fault})`, tmpdir())
}

function warnOf({ folder, fault }: Place, path: string): void {
  if (fault === undefined) return
  const warning = `TMPDIR is ${folder}, but ${fault}, so ${path} is used. Set TMPDIR to a folder of your own, or run chmod +t`
  process.emitWarning(warning, { code: 'PORTSIDE_TMPDIR' })
}

/** Guards the folder before making it, so that there is no moment at which it could be left behind. */
function makeGuarded(path: string): () => void {
  const unguard = guardDirectory(path)
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    unguard()
    throw error
  }
  return unguard
}
