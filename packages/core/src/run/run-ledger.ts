import { type Ledger, openLedger, type ServiceFacts } from '@portside/process'
import { findProject } from './locations'
import { ledgerDirectory } from './ledger-directory'
import type { RunDirectory } from './run-directory'

type Child = Parameters<Ledger['record']>[0]

/** What runs, on disk, so that `portside ps` and the next run find it. */
export interface RunLedger {
  /** Writes a child down, or what has changed about it. */
  readonly record: (child: Child, facts: ServiceFacts) => void
  /** Crosses a child out, once it has been stopped. */
  readonly forget: (child: Child) => void
}

/**
 * The ledger of a run: its file is there while something is written down. A ledger that cannot be written, in a home that is read-only, say, does
 * without, since it is the second line of defence: the warden is the first.
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
      // What it says is out of date from now on.
      ledger?.close()
      // A read-only home is an ordinary one; a ledger that other users can write is not.
      if (error instanceof TypeError) warn(error)
    }
  }
}

function warn({ message }: TypeError): void {
  process.emitWarning(`This run is not written down for portside ps and the next run: ${message}`, {
    code: 'PORTSIDE_LEDGER',
  })
}
