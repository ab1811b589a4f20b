import { clearTimeout, setTimeout } from 'node:timers'

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
