/** Collects the warnings of this process with `code` while `work` runs: what the tests of a user would print. */
export async function warningsOf(code: string, work: () => Promise<unknown>): Promise<string[]> {
  const found: string[] = []
  const note = (warning: Error & { readonly code?: string }): void => {
    if (warning.code === code) found.push(warning.message)
  }
  process.on('warning', note)
  try {
    await work()
    // Warnings are emitted in the next tick.
    await new Promise((resolve) => setImmediate(resolve))
  } finally {
    process.off('warning', note)
  }
  return found
}
