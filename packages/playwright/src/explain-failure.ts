import { stripVTControlCharacters } from 'node:util'
import type { TestInfo, TestInfoError } from '@playwright/test'
import { currentSession, findCrash, nameAsCause, type ServiceShare } from '@portside/core/worker'

/**
 * Runs after a test that began at `beginMs`. If the test has failed, a dead service becomes the cause, and the output of services since then is
 * attached.
 */
export async function explainFailure(test: TestInfo, beginMs: number): Promise<void> {
  if (test.status === test.expectedStatus) return
  nameAsCause(await findCrash(), test.errors)
  // An error object loses its fields on the way to the reporters of older versions.
  for (const error of test.errors) if (error.cause instanceof Error) error.cause = textOf(error.cause)
  for (const share of currentSession().held()) await attachOutput(share, test, beginMs)
}

function textOf({ message, stack = message }: Error): TestInfoError {
  return { message, stack }
}

async function attachOutput({ name, readOutput }: ServiceShare, test: TestInfo, beginMs: number): Promise<void> {
  const output = await readOutput(beginMs).catch(() => '')
  const body = stripVTControlCharacters(output).trimEnd()
  if (body !== '') await test.attach(`output of ${name}`, { body, contentType: 'text/plain' })
}
