import { setTimeout as delay } from 'node:timers/promises'

const minDelayMs = 1
const maxDelayMs = 25
const delayShare = 0.1

/** Asks until `condition` holds or `deadlineMs` (of `performance.now()`) has passed; tells which. Quick at first, then slower. */
export async function pollUntil(condition: () => boolean | Promise<boolean>, deadlineMs: number): Promise<boolean> {
  const startMs = performance.now()
  while (!(await condition())) {
    const nowMs = performance.now()
    if (nowMs >= deadlineMs) return false
    await delay(Math.min(Math.max((nowMs - startMs) * delayShare, minDelayMs), maxDelayMs, deadlineMs - nowMs))
  }
  return true
}
