import { findCrash, nameAsCause, outputSince } from '@portside/core/worker'

/**
 * In a hook after a test that began at `beginMs`: if it has failed, a dead service of its file becomes the cause, and its error shows what the
 * services have written meanwhile.
 */
export async function explainFailure(beginMs: number): Promise<void> {
  const errors = errorsOfTest().flatMap((error) => (Array.isArray(error) ? (error as unknown[]) : [error]))
  if (errors.length === 0) return
  nameAsCause(await findCrash(), errors)
  addToStack(errors[0], await outputSince(beginMs, () => true))
}

/**
 * The errors of the test that is running, each alone or with one that tells where it comes from. jest-circus keeps its state under a
 * symbol of its own; other runners have none.
 */
function errorsOfTest(): readonly unknown[] {
  const key = Object.getOwnPropertySymbols(globalThis).find(({ description }) => description === 'JEST_STATE_SYMBOL')
  if (key === undefined) return []
  const state = (globalThis as Record<symbol, unknown>)[key] as {
    currentlyRunningTest?: { errors?: readonly unknown[] } | null
  }
  return state.currentlyRunningTest?.errors ?? []
}

/** Jest shows the stack of an error, as it is up to the first place in the code. */
function addToStack(error: unknown, text: string): void {
  const { stack } = (error ?? {}) as Partial<Error>
  if (text === '' || typeof stack !== 'string') return
  const place = stack.search(/^ +at /m)
  const end = place === -1 ? stack.length : place
  ;(error as Error).stack = `${stack.slice(0, end).trimEnd()}\n\n${text}\n\n${stack.slice(end)}`
}
