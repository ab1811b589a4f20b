import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { LedgerRun } from './ledger-run'
import { isAlive } from '../table/process-identity'
import { privacyFault } from './private-path'
import { readLedgerFile } from './read-ledger-file'
import { systemIdentity } from './system-identity'

/**
 * The state of a run: its runner lives (`running`), or has ended and may have left something (`stale`); or its process ids belong to another machine
 * or PID namespace (`foreign`), so its state is unknown.
 */
export type RunState = 'running' | 'stale' | 'foreign'

/** A run that was found in a ledger. */
export interface ListedRun extends LedgerRun {
  /** The file that it was read from. */
  readonly file: string
  /** The state of the run. */
  readonly state: RunState
}

/** A file of a ledger that is not trusted: nothing that it names is ended or removed. */
export interface DistrustedFile {
  /** The file, or the folder of the ledger itself if other users can write to it. */
  readonly file: string
  /** The reason why it is not trusted. */
  readonly fault: string
  /** True if `cleanLedger` has moved it into the folder `set-aside`. */
  readonly isSetAside: boolean
}

/** The folder inside the ledger's into which `cleanLedger` moves files that are not trusted. */
export const setAsideFolder = 'set-aside'

/** Reads the runs that are recorded in `directory`; files that are not trusted are left out. */
export function readLedger(directory: string): readonly ListedRun[] {
  return inspectLedger(directory).runs
}

/** Reads the runs that are recorded in `directory`, and lists the files that are not trusted, with those that were set aside. */
export function inspectLedger(directory: string): {
  readonly runs: readonly ListedRun[]
  readonly distrusted: readonly DistrustedFile[]
} {
  const fault = folderFault(directory)
  if (fault !== undefined) return { runs: [], distrusted: [{ file: directory, fault, isSetAside: false }] }
  const files = listFiles(directory).filter((name) => name.endsWith('.json'))
  const read = files.map((name) => readRun(join(directory, name)))
  const aside = join(directory, setAsideFolder)
  const distrusted = [
    ...read.flatMap((each) => each.distrusted),
    ...listFiles(aside).map((name) => setAside(aside, name)),
  ]
  return { runs: read.flatMap((each) => each.runs), distrusted }
}

/** Returns why other users could change the files in the ledger's folder; `undefined` for a private folder, and if there is none. */
export function folderFault(directory: string): string | undefined {
  try {
    return privacyFault(statSync(directory))
  } catch {
    return undefined
  }
}

function readRun(file: string): {
  readonly runs: readonly ListedRun[]
  readonly distrusted: readonly DistrustedFile[]
} {
  const read = readLedgerFile(file)
  if (read === undefined) return { runs: [], distrusted: [] }
  if ('fault' in read) return { runs: [], distrusted: [{ file, fault: read.fault, isSetAside: false }] }
  return { runs: [{ ...read.run, file, state: stateOf(read.run) }], distrusted: [] }
}

function setAside(folder: string, name: string): DistrustedFile {
  const file = join(folder, name)
  const read = readLedgerFile(file)
  return { file, fault: read && 'fault' in read ? read.fault : 'it was set aside', isSetAside: true }
}

function listFiles(directory: string): readonly string[] {
  try {
    return readdirSync(directory).sort()
  } catch {
    return []
  }
}

function stateOf({ runner, system }: LedgerRun): RunState {
  const here = systemIdentity()
  if (system.machine !== here.machine) return 'foreign'
  // After a reboot nothing of the run is left, even if its process ids are in use. But a runner that lives is of this boot.
  if (system.bootId !== here.bootId) return here.bootId === '' || isAlive(runner) ? 'foreign' : 'stale'
  // A namespace that cannot be read may be any.
  const isReadable = here.bootId === '' || here.pidNamespace !== ''
  if (system.pidNamespace !== here.pidNamespace || !isReadable) return 'foreign'
  return isAlive(runner) ? 'running' : 'stale'
}
