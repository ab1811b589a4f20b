import { findCrash, nameAsCause, throwIfCrashed } from '@portside/core/adapter'
import type { TestContext } from 'vitest'

/**
 * A fixture of every test, the last: a test that takes a service that is dead fails before its body, and one that fails while a service of
 * its file is dead has that as the cause.
 */
export async function nameCrash({ task, onTestFailed }: TestContext, use: () => Promise<void>): Promise<void> {
  onTestFailed(async () => nameAsCause(await findCrash(), task.result?.errors ?? []))
  // The fixtures that the test takes are in its context by now.
  throwIfCrashed(({ name }) => name in task.context)
  await use()
}
