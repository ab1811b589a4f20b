import { stripVTControlCharacters } from 'node:util'
import type { TestInfo, TestInfoError } from '@playwright/test'
import {
  currentSession,
  findCrash,
  nameAsCause,
  type RunningTest,
  type ServiceShare,
  sharedText,
  type TestTurn,
} from '@portside/core/worker'

/**
 * Runs after a test. If the test has failed, a dead service becomes the cause, and the output of services since it began is attached, and the lines of
 * services that follow tests.
 */
export async function explainFailure(test: TestInfo, running: RunningTest, turn: TestTurn): Promise<void> {
  if (test.status === test.expectedStatus) return
  nameAsCause(await findCrash(), test.errors)
  // An error object loses its fields on the way to the reporters of older versions.
  for (const error of test.errors) if (error.cause instanceof Error) error.cause = textOf(error.cause)
  for (const share of currentSession().held()) await attachOutput(share, test, running)
  for (const { name, text } of await turn.describeFailure())
    await test.attach(`${name} when the test failed`, { body: text, contentType: 'text/plain' })
}

function textOf({ message, stack = message }: Error): TestInfoError {
  return { message, stack }
}

async function attachOutput(share: ServiceShare, test: TestInfo, running: RunningTest): Promise<void> {
  const output = await share.readOutput(running.beginMs).catch(() => '')
  const body = stripVTControlCharacters(output).trimEnd()
  const shared = sharedText(share, running)
  const name = `output of ${share.name}${shared === '' ? '' : ` (${shared})`}`
  if (body !== '') await test.attach(name, { body, contentType: 'text/plain' })
}
