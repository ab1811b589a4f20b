import { clearTimeout, setTimeout } from 'node:timers'
import type { ProbeRun } from '../probe'

/** A sleeper that wakes when a service's processes send a report. */
export interface Wake {
  /**
   * Sleeps for `ms` milliseconds, and again until `isOver` returns true; `isOver` is also called whenever the service writes output. A report ends
   * the sleep, and so does one that came since the last sleep. Resolves to whether a report or an abort woke it.
   */
  readonly sleep: (ms: number, isOver?: () => boolean) => Promise<boolean>
  readonly end: () => void
}

/** Subscribes to the reports and the output of a service, and to the end of the wait. */
export function startWake({ listeners, output, signal }: Pick<ProbeRun, 'listeners' | 'output' | 'signal'>): Wake {
  let isCalled = signal.aborted
  let wakeUp = (): void => undefined
  let look = (): void => undefined
  const call = (): void => {
    isCalled = true
    wakeUp()
  }
  // Most servers write a line when they listen.
  const ends = [listeners?.subscribe(call), output?.subscribe(() => look())]
  // Subscribes once for all sleeps: there may be one a millisecond, and adding and removing a listener takes longer than a timer.
  signal.addEventListener('abort', call)
  return {
    sleep: (ms, isOver) =>
      new Promise((resolve) => {
        const end = (): void => {
          clearTimeout(timer)
          wakeUp = look = () => undefined
          resolve(isCalled || signal.aborted)
          isCalled = false
        }
        // Reuses the timer and needs no promise, which saves half the cost of a check.
        const timer = setTimeout(() => (isOver?.() === false ? timer.refresh() : end()), ms)
        wakeUp = end
        if (isOver !== undefined) look = () => isOver() && end()
        if (isCalled || signal.aborted) end()
      }),
    end: () => {
      for (const unsubscribe of ends) unsubscribe?.()
      signal.removeEventListener('abort', call)
    },
  }
}
