import { performance } from 'node:perf_hooks'
import timers from 'node:timers'

// Read when the module is loaded: the fake timers of test runners replace the originals later, also those of `node:timers` as CommonJS sees them, and
// a stop has to work under them.
const { setTimeout: startTimeout, clearTimeout: stopTimeout, setImmediate: startImmediate } = timers
const readClock = performance.now.bind(performance)

/** Returns the milliseconds of `performance.now()`. */
export function nowMs(): number {
  return readClock()
}

/** Calls `callback` after a while; the timer does not keep the process alive. */
export function callLater(callback: () => void, delayMs: number): NodeJS.Timeout {
  return startTimeout(callback, delayMs).unref()
}

/** Calls `callback` after a while, and keeps the process alive until then. Returns a function that stops the timer. */
export function startTimer(callback: () => void, delayMs: number): () => void {
  const timer = startTimeout(callback, delayMs)
  return () => stopTimeout(timer)
}

/** Calls `callback` in the next turn of the event loop. */
export function callNext(callback: () => void): void {
  startImmediate(callback)
}

/** Resolves after a while, and keeps the process alive until then unless `isInBackground` is set. */
export function delay(delayMs: number, isInBackground = false): Promise<void> {
  return new Promise((resolve) => {
    const timer = startTimeout(resolve, delayMs)
    if (isInBackground) timer.unref()
  })
}
