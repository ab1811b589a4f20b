import { delay, nowMs } from '@portside/internal'

const minDelayMs = 1
const maxDelayMs = 25
const delayShare = 0.1

/**
 * Polls until `condition` holds, `deadlineMs` (of `performance.now()`) has passed, or `force` is aborted; returns whether it held. It polls fast at
 * first, then slower. In the background it does not keep the process alive.
 */
export async function pollUntil(
  condition: () => boolean | Promise<boolean>,
  deadlineMs: number,
  force?: AbortSignal,
  isInBackground = false,
): Promise<boolean> {
  const startMs = nowMs()
  while (!(await condition())) {
    const current = nowMs()
    if (current >= deadlineMs || force?.aborted) return false
    const delayMs = Math.max((current - startMs) * delayShare, minDelayMs)
    await delay(Math.min(delayMs, maxDelayMs, deadlineMs - current), isInBackground)
  }
  return true
}
