// The one registry of this folder: the clean-up of dead runs, which a process does once.
import { globalState, startTimer, printWarning } from '@portside/internal'
import { cleanLedger, type ListedRun } from '@portside/process'
import { ledgerDirectory } from './locations'

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
  printWarning('PORTSIDE_LEFTOVER', text)
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
