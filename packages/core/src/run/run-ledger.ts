// The one registry of this folder: the clean-up of dead runs, which a process does once.
import { globalState, startTimer } from '@portside/internal'
import { type Ledger, openLedger, type ServiceFacts, cleanLedger, type ListedRun } from '@portside/process'
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
  process.emitWarning(`This run is not written down for portside ps and the next run: ${message}`, {
    code: 'PORTSIDE_LEDGER',
  })
}

/** How long a start waits for leftovers to end, in milliseconds; most end within some hundredths of a second. */
const limitMs = 2000
const noticeAfterMs = 500

interface CleanUp {
  done: Promise<unknown> | undefined
}

/**
 * Ends the processes of dead runs, whose runner and warden were both killed or which a reboot has ended, before this process starts any of its own:
 * they may have what it needs, such as a fixed port. Processes that do not end do not fail this run, and slow ones are ended in the background.
 */
export async function cleanDeadRuns(): Promise<void> {
  const cleanUp = registry()
  await (cleanUp.done ??= cleanForAWhile())
}

/** Keeps a record, not the promise: Jest 30 would turn what async_hooks stores on a promise into accessors that call themselves. */
function registry(): CleanUp {
  return globalState<CleanUp>('clean-up-of-dead-runs', () => ({ done: undefined }))
}

async function cleanForAWhile(): Promise<void> {
  const ending: ListedRun[] = []
  const options = { isInBackground: true, onEnding: (run: ListedRun) => void ending.push(run) }
  const cleaning = cleanLedger(ledgerDirectory(), options).catch(() => undefined)
  const stopNotice = startTimer(() => warnOfLeftovers(ending), noticeAfterMs)
  let stopLimit = (): void => undefined
  const late = new Promise<void>((resolve) => (stopLimit = startTimer(resolve, limitMs)))
  await Promise.race([cleaning, late])
  stopNotice()
  stopLimit()
}

function warnOfLeftovers(runs: readonly ListedRun[]): void {
  const left = runs.map(({ project, services }) => {
    const live = services.filter(({ leader }) => isThere(leader.pid))
    const shown = (live.length > 0 ? live : services).map(({ service, leader }) => `${service} (process ${leader.pid})`)
    return `${shown.join(', ')} of a run in ${project}`
  })
  if (left.length === 0) return
  const text = `A run that was killed has left services, which are being ended: ${left.join('; ')}. This start waits for that no longer than ${limitMs / 1000} s`
  process.emitWarning(text, { code: 'PORTSIDE_LEFTOVER' })
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
