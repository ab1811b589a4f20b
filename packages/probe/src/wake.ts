import { clearTimeout, setTimeout } from 'node:timers'
import type { ListenerSource } from './listener-source'

/** A sleeper whom a service's processes wake when they tell something. */
export interface Wake {
  /**
   * Sleeps for `ms` milliseconds, and as long again until `isOver` says so; not longer than until something is told, and not at all when that
   * was since the last sleep. Resolves to whether it was woken, by that or by an abort.
   */
  readonly sleep: (ms: number, isOver?: () => boolean) => Promise<boolean>
  readonly end: () => void
}

/** Begins to listen to `source`; without one only `signal` wakes. */
export function startWake(source: ListenerSource | undefined, signal: AbortSignal): Wake {
  let isCalled = signal.aborted
  let wakeUp = (): void => undefined
  const call = (): void => {
    isCalled = true
    wakeUp()
  }
  const unsubscribe = source?.subscribe(call)
  // Once for all sleeps: there may be one a millisecond, and to add and remove a listener takes longer than a timer.
  signal.addEventListener('abort', call)
  return {
    sleep: (ms, isOver = () => true) =>
      new Promise((resolve) => {
        const end = (): void => {
          clearTimeout(timer)
          wakeUp = () => undefined
          resolve(isCalled || signal.aborted)
          isCalled = false
        }
        // The same timer again, and no promise: half of what a look costs otherwise.
        const timer = setTimeout(() => (isOver() ? end() : timer.refresh()), ms)
        wakeUp = end
        if (isCalled || signal.aborted) end()
      }),
    end: () => {
      unsubscribe?.()
      signal.removeEventListener('abort', call)
    },
  }
}
