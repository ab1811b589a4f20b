import { printWarning } from '@portside/internal'
import { type Ledger, openLedger, type ServiceFacts } from '@portside/process'
import { findProject, ledgerDirectory } from './locations'
import type { RunDirectory } from './run-directory'

type Child = Parameters<Ledger['record']>[0]

/** The running processes on disk, so that `portside ps` and the next run find them. */
export interface RunLedger {
  /** Records a child, or what has changed about it. */
  readonly record: (child: Child, facts: ServiceFacts) => void
  /** Removes a child, once it has been stopped. */
  readonly forget: (child: Child) => void
}

/**
 * Makes the ledger of a run. Its file exists while something is recorded. If it cannot be written, for example in a read-only home, the run goes on
 * without it: the warden is the first line of defence, the ledger the second.
 */
export function createRunLedger(runId: string, { path }: Pick<RunDirectory, 'path'>): RunLedger {
  const listed = new Set<string>()
  let ledger: Ledger | undefined
  let isWritable = true
  return {
    record: (child, facts) =>
      attempt(() => {
        ledger ??= openLedger(ledgerDirectory(), { runId, project: findProject(process.cwd()), directories: [path] })
        listed.add(child.cookie)
        ledger.record(child, facts)
      }),
    forget: (child) =>
      attempt(() => {
        listed.delete(child.cookie)
        if (listed.size > 0) return ledger?.forget(child)
        ledger?.close()
        ledger = undefined
      }),
  }

  function attempt(write: () => void): void {
    if (!isWritable) return
    try {
      write()
    } catch (error) {
      isWritable = false
      // Its contents are out of date from now on.
      ledger?.close()
      // A read-only home is common; a ledger that other users can write is not.
      if (error instanceof TypeError) warn(error)
    }
  }
}

function warn({ message }: TypeError): void {
  printWarning('PORTSIDE_LEDGER', `This run is not written down for npx portside ps and the next run: ${message}`)
}
