import { linkedAbort } from './linked-abort'
import type { ListenerSource } from './listener-source'
import { sleep } from './sleep'

/** A sleeper whom a service's processes wake when they tell something. */
export interface Wake {
  /**
   * Sleeps for `ms` milliseconds, not longer than until something is told, and not at all when that was since the last sleep. Resolves to
   * whether it was woken, by that or by an abort.
   */
  readonly sleep: (ms: number) => Promise<boolean>
  readonly end: () => void
}

/** Begins to listen to `source`; without one only `signal` wakes. */
export function startWake(source: ListenerSource | undefined, signal: AbortSignal): Wake {
  let isCalled = false
  let wakeUp = (): void => undefined
  const unsubscribe = source?.subscribe(() => {
    isCalled = true
    wakeUp()
  })
  return {
    sleep: async (ms) => {
      const nap = linkedAbort(signal)
      wakeUp = nap.abort
      if (!isCalled) await sleep(ms, nap.signal)
      nap.unlink()
      const isWoken = isCalled || signal.aborted
      isCalled = false
      return isWoken
    },
    end: () => unsubscribe?.(),
  }
}
