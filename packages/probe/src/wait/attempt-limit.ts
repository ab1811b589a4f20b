import { clearTimeout, setTimeout } from 'node:timers'
import type { ProbeRun } from '../probe'
import { linkedAbort } from './linked-abort'

type AttemptLimits = Pick<ProbeRun, 'attemptTimeoutMs' | 'leastAttemptMs'>

const minMs = 5000
const maxMs = 30_000

/**
 * Returns how long one attempt may take after `elapsedMs` of waiting, in milliseconds: 5 s at first, so that a lost answer costs no more, then half
 * of the time waited up to 30 s, so that a slow service is not cut off each time; at most the longest and at least the shortest time of the run.
 */
export function attemptLimitMs(
  elapsedMs: number,
  { attemptTimeoutMs = maxMs, leastAttemptMs = 0 }: AttemptLimits = {},
): number {
  return Math.max(Math.min(Math.max(elapsedMs / 2, minMs), maxMs, attemptTimeoutMs), leastAttemptMs)
}

const silenceMs = 500

/** Calls `report` once if `promise` has not settled after half a second, so that a hung attempt is known before its limit. */
export async function onSilence<T>(promise: Promise<T>, report: (waitedMs: number) => void): Promise<T> {
  const timer = setTimeout(() => report(silenceMs), silenceMs)
  try {
    return await promise
  } finally {
    clearTimeout(timer)
  }
}

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
