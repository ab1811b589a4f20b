import { currentSession } from '@portside/core/adapter'
import type { TestContext } from 'vitest'

/** A fixture of every test: has a test that fails while a service of its file is dead name that as the cause. */
export async function nameCrash({ task, onTestFailed }: TestContext, use: () => Promise<void>): Promise<void> {
  onTestFailed(() => {
    const [crash] = currentSession().crashes()
    for (const error of task.result?.errors ?? []) {
      if (crash instanceof Error && !error.message.includes(crash.message)) error.cause ??= crash as typeof error
    }
  })
  await use()
}
