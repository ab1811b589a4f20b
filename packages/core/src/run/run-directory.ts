import { printWarning } from '@portside/internal'
import { chmodSync, lstatSync, mkdirSync, rmSync, type Stats } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { invalidArgument, PortsideError } from '@portside/errors'
import { guardDirectory, privacyFault } from '@portside/process'
import { findPlaces, type Place, tooLong } from './find-place'

/** The private folder of a run: only its user may enter it, and it is removed with the run, however that ends. */
export interface RunDirectory {
  /** The path, even while the folder does not exist. */
  readonly path: string
  /**
   * Makes the folder if it does not exist. Throws `E_NO_FOLDER` if it cannot be made, and a `TypeError` if another user could change its contents.
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

/** Makes the folder of a run, which exists only while somebody holds it. */
export function createRunDirectory(runId: string): RunDirectory {
  const name = `portside-${runId}`
  const places = findPlaces(name)
  const chosen = places.at(-1) ?? places[0]
  const path = join(chosen.folder, name)
  const holds = new Set<object>()
  let made: Stats | undefined
  let unguard = (): void => undefined
  return { path, hold, isOwn }

  function hold(): HeldDirectory {
    if (chosen.fault !== undefined) throw noFolder(places)
    const there = look(path)
    const fault = there && (isMade(there) || holds.size === 0 ? privacyFault(there) : 'somebody has replaced it')
    if (fault !== undefined) throw unsafe(path, fault)
    try {
      if (holds.size === 0) unguard = makeGuarded(path)
      // A cleaner of temporary folders may have removed it.
      else if (there === undefined) mkdirSync(path, { mode: 0o700 })
    } catch (error) {
      throw noFolder([{ ...chosen, fault: (error as Error).message }], error)
    }
    made = lstatSync(path)
    if (holds.size === 0 && chosen !== places[0]) warnOf(places[0], path)
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

function look(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false })
}

function unsafe(path: string, fault: string): TypeError {
  return invalidArgument('TMPDIR', `a folder in which only this user can change ${path} (${fault})`, tmpdir())
}

function warnOf({ source, folder, fault }: Place, path: string): void {
  if (fault === tooLong) return
  const warning = `${source} is ${folder}, but ${fault}, so ${path} is used. Set ${source} to a folder that you can write and others cannot`
  printWarning('PORTSIDE_TMPDIR', warning)
}

function noFolder(places: readonly Place[], cause?: unknown): PortsideError {
  return new PortsideError({
    code: 'E_NO_FOLDER',
    summary: 'found no folder for the files of a run',
    evidence: places.map(({ source, folder, fault }) => `${folder} (${source}): ${fault}`),
    hints: [
      `Set ${process.platform === 'win32' ? 'TEMP' : 'TMPDIR'} to a folder that you can write and others cannot, with a short path.`,
    ],
    cause,
  })
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
