import { findCrash, nameAsCause } from '@portside/core/adapter'

/** In a hook after a test: if that has failed while a service of its file is dead, that becomes the cause. */
export async function nameCrash(): Promise<void> {
  const errors = errorsOfTest().flatMap((error) => (Array.isArray(error) ? (error as unknown[]) : [error]))
  if (errors.length > 0) nameAsCause(await findCrash(), errors)
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
