import { clearTimeout, setTimeout } from 'node:timers'
import { linkedAbort } from './wait/linked-abort'

/** Makes one attempt, with a signal that aborts after `limitMs` milliseconds, with `parent`, and once the attempt is over. */
export async function withinLimit<Result>(
  parent: AbortSignal,
  limitMs: number,
  attempt: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const { signal, abort, unlink } = linkedAbort(parent)
  const timer = setTimeout(abort, limitMs)
  try {
    return await attempt(signal)
  } finally {
    clearTimeout(timer)
    unlink()
    abort()
  }
}
