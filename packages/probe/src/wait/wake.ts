import { clearTimeout, setTimeout } from 'node:timers'
import type { ProbeRun } from '../probe'

/** A sleeper whom a service's processes wake when they tell something. */
export interface Wake {
  /**
   * Sleeps for `ms` milliseconds, and as long again until `isOver` says so, which is asked whenever the service writes something, too. Not longer
   * than until something is told, and not at all when that was since the last sleep. Resolves to whether it was woken, by that or by an abort.
   */
  readonly sleep: (ms: number, isOver?: () => boolean) => Promise<boolean>
  readonly end: () => void
}

/** Begins to listen to what the processes of a service tell and write, and to the end of the wait. */
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
  // Once for all sleeps: there may be one a millisecond, and to add and remove a listener takes longer than a timer.
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
        // The same timer again, and no promise: half of what a look costs otherwise.
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
