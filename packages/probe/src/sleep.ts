import { clearTimeout, setTimeout } from 'node:timers'

/**
 * Resolves after `ms` milliseconds, at once when `signal` aborts. The timers come from `node:timers`, because test
 * files replace the global ones.
 */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })
}
