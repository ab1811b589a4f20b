import { mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { guardDirectory } from '@portside/process'

// unix(7): a path has room for 108 bytes, and Node cuts a longer one without a word. Some are left for the file's name.
const maxDirectoryBytes = 80

/** The private folder of a run: only its user may enter it, and it is removed with the run, however that ends. */
export interface RunDirectory {
  /** Where it is, whenever it is. */
  readonly path: string
  /** Makes the folder unless it is there. Throws a system error where it cannot be made. */
  readonly hold: () => HeldDirectory
}

/** The folder, for as long as it is needed. */
export interface HeldDirectory {
  readonly path: string
  /** Lets go of the folder, once; it is removed when nobody holds it any more. */
  readonly release: () => void
}

/** The folder of a run, which is there only while somebody holds it. */
export function createRunDirectory(runId: string): RunDirectory {
  const name = `portside-${runId}`
  // TMPDIR may be relative, and a service has another working directory.
  const usual = resolve(tmpdir(), name)
  const path = Buffer.byteLength(usual) > maxDirectoryBytes ? join('/tmp', name) : usual
  const holds = new Set<object>()
  let unguard = (): void => undefined
  return {
    path,
    hold: () => {
      if (holds.size === 0) unguard = makeGuarded(path)
      const hold = {}
      holds.add(hold)
      return { path, release: () => release(hold) }
    },
  }

  function release(hold: object): void {
    if (!holds.delete(hold) || holds.size > 0) return
    rmSync(path, { recursive: true, force: true })
    unguard()
  }
}

/** Guarded first and made afterwards, so that there is no moment at which it could be left. */
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
