import { performance } from 'node:perf_hooks'
import { clearTimeout, setImmediate, setTimeout } from 'node:timers'

const shortestSliceMs = 50
const longestSliceMs = 1000

/** A time-out that can be cancelled. */
export interface Deadline {
  readonly reached: Promise<void>
  readonly cancel: () => void
}

/**
 * Starts a time-out in slices, which does not count the time that this process was blocked: starting a child blocks its parent, and fifty of them
 * would otherwise use up each other's time. After the last slice, data that has arrived is handled first.
 */
export function startDeadline(timeoutMs: number): Deadline {
  let timer: NodeJS.Timeout | undefined
  const reached = new Promise<void>((resolve) => {
    let calmSinceMs = performance.now()
    const slice = (leftMs: number): void => {
      if (leftMs <= 0) return void setImmediate(resolve)
      const startedAtMs = performance.now()
      // A slice is as long as the time without a block before it, so that a long wait needs few timers.
      const calmMs = startedAtMs - calmSinceMs
      const sliceMs = Math.min(Math.max(calmMs, shortestSliceMs), longestSliceMs, leftMs)
      timer = setTimeout(() => {
        const lateMs = performance.now() - startedAtMs - sliceMs
        if (lateMs > shortestSliceMs) calmSinceMs = performance.now()
        slice(leftMs - sliceMs)
      }, sliceMs)
    }
    slice(timeoutMs)
  })
  return { reached, cancel: () => clearTimeout(timer) }
}
