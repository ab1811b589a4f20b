import { findCrash, nameAsCause, outputSince, type RunningTest, type TestTurn, wordsText } from '@portside/core/worker'

/**
 * Runs in a hook after a test. If the test has failed, a dead service of its file becomes the cause, and the test's error shows the output of the
 * services since it began, and the lines of services that follow tests.
 */
export async function explainFailure(test: RunningTest, turn?: TestTurn): Promise<void> {
  const errors = errorsOfTest().flatMap((error) => (Array.isArray(error) ? (error as unknown[]) : [error]))
  if (errors.length === 0) return
  nameAsCause(await findCrash(), errors)
  const texts = [await outputSince(test, () => true), wordsText((await turn?.describeFailure()) ?? [])]
  addToStack(errors[0], texts.filter((text) => text !== '').join('\n\n'))
}

/**
 * Returns the errors of the running test, each alone or with one that shows where it comes from. jest-circus keeps its state under its own symbol;
 * other runners have none.
 */
function errorsOfTest(): readonly unknown[] {
  const key = Object.getOwnPropertySymbols(globalThis).find(({ description }) => description === 'JEST_STATE_SYMBOL')
  if (key === undefined) return []
  const state = (globalThis as Record<symbol, unknown>)[key] as {
    currentlyRunningTest?: { errors?: readonly unknown[] } | null
  }
  return state.currentlyRunningTest?.errors ?? []
}

/** Adds text to the stack of an error: Jest shows the stack as it is, up to the first place in the code. */
function addToStack(error: unknown, text: string): void {
  const { stack } = (error ?? {}) as Partial<Error>
  if (text === '' || typeof stack !== 'string') return
  const place = stack.search(/^ +at /m)
  const end = place === -1 ? stack.length : place
  ;(error as Error).stack = `${stack.slice(0, end).trimEnd()}\n\n${text}\n\n${stack.slice(end)}`
}
