import { delay, nowMs } from './clock'

const minDelayMs = 1
const maxDelayMs = 25
const delayShare = 0.1

/** Asks until `condition` holds or `deadlineMs` (of `performance.now()`) has passed; tells which. Quick at first, then slower. */
export async function pollUntil(condition: () => boolean | Promise<boolean>, deadlineMs: number): Promise<boolean> {
  const startMs = nowMs()
  while (!(await condition())) {
    const current = nowMs()
    if (current >= deadlineMs) return false
    await delay(Math.min(Math.max((current - startMs) * delayShare, minDelayMs), maxDelayMs, deadlineMs - current))
  }
  return true
}
