import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isLedgerRun } from './is-ledger-run'
import type { LedgerRun, SystemIdentity } from './ledger-run'
import { isAlive } from './process-identity'
import { systemIdentity } from './system-identity'

/**
 * What can be said of a run: its runner lives (`running`), or has ended and may have left something (`stale`); or its
 * process ids belong to another machine or PID namespace (`foreign`), and nothing can be said.
 */
export type RunState = 'running' | 'stale' | 'foreign'

/** A run that was found in a ledger. */
export interface ListedRun extends LedgerRun {
  /** The file that it was read from. */
  readonly file: string
  /** What can be said of it. */
  readonly state: RunState
}

/** The runs that are written down in `directory`; what cannot be read is left out. */
export function readLedger(directory: string): readonly ListedRun[] {
  const system = systemIdentity()
  return listFiles(directory)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => readRun(join(directory, name), system))
}

function listFiles(directory: string): readonly string[] {
  try {
    return readdirSync(directory).sort()
  } catch {
    return []
  }
}

function readRun(file: string, here: SystemIdentity): readonly ListedRun[] {
  try {
    const run: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return isLedgerRun(run) ? [{ ...run, file, state: stateOf(run, here) }] : []
  } catch {
    return []
  }
}

function stateOf({ runner, system }: LedgerRun, here: SystemIdentity): RunState {
  if (system.machine !== here.machine) return 'foreign'
  // After a reboot nothing of the run is left, whatever has its process ids now.
  if (system.bootId !== here.bootId) return 'stale'
  if (system.pidNamespace !== here.pidNamespace) return 'foreign'
  return isAlive(runner) ? 'running' : 'stale'
}
