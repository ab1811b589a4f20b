/** Lets a signal have any number of listeners without a warning. One of a test environment, such as happy-dom, has no limit. */
export function allowManyListeners(signal: AbortSignal): void {
  try {
    // Not imported: a test file that starts nothing would load it.
    process.getBuiltinModule('node:events').setMaxListeners(0, signal)
  } catch {
    // Node.js does not know the class of the signal.
  }
}
