import { findCrash, nameAsCause } from '@portside/core/adapter'
import type { TestOutcome } from './test-outcome'

/**
 * After a test: if it has failed while a service of its file is dead, that becomes the cause, and the report of the test says so: TAP has no
 * room for causes.
 */
export async function nameCrash(test: TestOutcome): Promise<void> {
  const thrown = test.error?.cause
  if (!(thrown instanceof Error)) return
  const crash = await findCrash()
  if (!(crash instanceof Error) || thrown.message.includes(crash.message)) return
  nameAsCause(crash, [thrown])
  test.diagnostic(crash.message)
}
