import { lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { privacyFault } from '@portside/process'
import type { RunDirectory } from '../run-directory'
import { hookScript } from './hook-script'
import { watchLines } from './watch-lines'

/** The files of a listen hook, while they exist. */
export interface HookFolder {
  /** The file that Node children load. */
  readonly script: string
  /** Whether the script still exists and only this user can change it: a cleaner of temporary folders may have removed it. */
  readonly isWhole: () => boolean
  /** Removes the files. */
  readonly close: () => void
}

/** Puts the script and the file that children append to into the run's folder, and calls `onLine` with each appended line. */
export function openHookFolder(runId: string, run: RunDirectory, onLine: (line: string) => void): HookFolder {
  const { path, release } = run.hold()
  const directory = join(path, 'listen-hook')
  // The name is unique: by it a listen hook recognises the children of a nested run, and an error message contains it.
  const script = join(directory, `listen-hook-${runId}.cjs`)
  const reports = join(directory, `listen-hook-${runId}.jsonl`)
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    // Neither file may exist already, for example as a link.
    writeFileSync(script, hookScript, { mode: 0o600, flag: 'wx' })
    writeFileSync(reports, '', { mode: 0o600, flag: 'wx' })
    const endWatch = watchLines(reports, onLine)
    return { script, isWhole, close: () => close(endWatch) }
  } catch (error) {
    close()
    throw error
  }

  function isWhole(): boolean {
    const parts = [directory, script].map((part) => lstatSync(part, { throwIfNoEntry: false }))
    return run.isOwn() && parts.every((stats) => stats !== undefined && privacyFault(stats) === undefined)
  }

  function close(endWatch?: () => void): void {
    endWatch?.()
    if (run.isOwn()) rmSync(directory, { recursive: true, force: true })
    release()
  }
}
