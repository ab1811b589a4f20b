// The one registry of this folder: what of dead runs was cleaned up by this process, which does so once.
import timers from 'node:timers'
import { cleanLedger, type ListedRun } from '@portside/process'
import { ledgerDirectory } from './ledger-directory'

// Taken when the module is loaded: the fake timers of a test replace them later.
const { setTimeout: startTimer, clearTimeout: stopTimer } = timers

const key = Symbol.for('portside.clean-up-of-dead-runs')

/** For how long a start waits for the end of what is left; most of it ends within some hundredths of a second. */
const limitMs = 2000
const noticeAfterMs = 500

interface CleanUp {
  done: Promise<unknown> | undefined
}

/**
 * Ends what runs have left whose runner and warden were both killed, or that a reboot has ended, before this process starts anything of
 * its own: they may have what it needs, such as a fixed port. What does not go is not this run's failure, and what takes its time is
 * ended in the background.
 */
export async function cleanDeadRuns(): Promise<void> {
  const cleanUp = registry()
  await (cleanUp.done ??= cleanForAWhile())
}

/** A sealed record, not the promise: Jest 30 would make accessors of what async_hooks notes on that, and they call themselves. */
function registry(): CleanUp {
  const holder = globalThis as { [key]?: CleanUp }
  return (holder[key] ??= Object.seal({ done: undefined }))
}

async function cleanForAWhile(): Promise<void> {
  const ending: ListedRun[] = []
  const options = { isInBackground: true, onEnding: (run: ListedRun) => void ending.push(run) }
  const cleaning = cleanLedger(ledgerDirectory(), options).catch(() => undefined)
  const notice = startTimer(() => warn(ending), noticeAfterMs)
  let limit: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => (limit = startTimer(resolve, limitMs)))
  await Promise.race([cleaning, late])
  stopTimer(notice)
  stopTimer(limit)
}

function warn(runs: readonly ListedRun[]): void {
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
