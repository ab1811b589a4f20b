import { delay, nowMs } from './clock'

const minDelayMs = 1
const maxDelayMs = 25
const delayShare = 0.1

/**
 * Asks until `condition` holds, `deadlineMs` (of `performance.now()`) has passed, or `haste` is aborted; tells whether it held. Quick at
 * first, then slower.
 */
export async function pollUntil(
  condition: () => boolean | Promise<boolean>,
  deadlineMs: number,
  haste?: AbortSignal,
): Promise<boolean> {
  const startMs = nowMs()
  while (!(await condition())) {
    const current = nowMs()
    if (current >= deadlineMs || haste?.aborted) return false
    await delay(Math.min(Math.max((current - startMs) * delayShare, minDelayMs), maxDelayMs, deadlineMs - current))
  }
  return true
}
