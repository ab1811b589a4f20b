import { setMaxListeners } from 'node:events'

/** Lets a signal have any number of listeners without a warning. One of a test environment, such as happy-dom, has no limit. */
export function allowManyListeners(signal: AbortSignal): void {
  try {
    setMaxListeners(0, signal)
  } catch {
    // Node.js does not know the class of the signal.
  }
}
