// The effect of a crash on tests: the next one fails before it runs, and the failure of the running one gets the crash as its cause.
import { setTimeout as delay } from 'node:timers/promises'
import { isPortsideError } from '@portside/errors'
import { crashNoticeMs } from '../handle/service-fetch'
import type { ServiceShare } from '../contract/service-share'
import { currentSession } from './session'

/** The longest time for the supervisor to answer, in milliseconds. */
const followLimitMs = 1000

/** Returns why a held service has died, which may become known a moment later; `undefined` if none has. */
export async function findCrash(): Promise<unknown> {
  const held = currentSession().held()
  const follows = held.map(async ({ crashWatch }) => crashWatch?.follow())
  // An answer takes a millisecond, but a busy machine takes its time.
  await Promise.race([Promise.all(follows), delay(followLimitMs, undefined, { ref: false })])
  const now = () => held.map(({ crash }) => crash)
  const signals = now()
  if (signals.length > 0 && signals.every((signal) => !signal.aborted)) {
    await delay(crashNoticeMs, undefined, { signal: AbortSignal.any(signals) }).catch(() => undefined)
  }
  // A program that has ended may be started again; a crash is known a second later.
  const steady = Promise.all(held.map((share) => share.steady()))
  await Promise.race([steady, delay(2 * followLimitMs, undefined, { ref: false })])
  return now().find((signal) => signal.aborted)?.reason
}

/** Rejects with `E_CRASHED` if a held service for which `isUsed` holds has died: a test that needs it cannot pass. */
export async function throwIfCrashed(isUsed: (share: ServiceShare) => boolean = () => true): Promise<void> {
  for (const share of currentSession().held().filter(isUsed)) {
    if (share.crashWatch?.isListed() === false) await share.crashWatch.follow()
    // A save may have brought its program back.
    if (share.crash.aborted) await share.steady()
    share.crash.throwIfAborted()
  }
}

/** Makes a crash the cause of errors that do not mention it. */
export function nameAsCause(crash: unknown, errors: Iterable<unknown>): void {
  if (!(crash instanceof Error)) return
  for (const error of errors) if (isSilentOn(crash, error)) error.cause ??= crash
}

/** Whether an error does not mention the crash. Errors of a test file's own realm are not instances of this realm's class. */
function isSilentOn(crash: Error, error: unknown): error is Error {
  const { message } = (error ?? {}) as Partial<Error>
  // A request that broke off adds to what the crash itself has.
  const known = isPortsideError(crash) ? crash.summary : crash.message
  return typeof message === 'string' && !message.includes(known)
}
