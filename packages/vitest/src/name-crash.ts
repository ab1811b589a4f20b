import { setTimeout as delay } from 'node:timers/promises'
import { currentSession } from '@portside/core/adapter'
import type { TestContext } from 'vitest'

/** A test often fails a moment before the end of its server is known, in milliseconds. */
const noticeMs = 50

/** A fixture of every test: has a test that fails while a service of its file is dead name that as the cause. */
export async function nameCrash({ task, onTestFailed }: TestContext, use: () => Promise<void>): Promise<void> {
  onTestFailed(async () => {
    const crash = await findCrash()
    for (const error of task.result?.errors ?? []) {
      if (crash instanceof Error && !error.message.includes(crash.message)) error.cause ??= crash as typeof error
    }
  })
  await use()
}

async function findCrash(): Promise<unknown> {
  const signals = currentSession()
    .held()
    .map(({ crash }) => crash)
  if (signals.length > 0 && signals.every((signal) => !signal.aborted)) {
    await delay(noticeMs, undefined, { signal: AbortSignal.any(signals) }).catch(() => undefined)
  }
  return signals.find((signal) => signal.aborted)?.reason
}
