import { withDetails } from '@portside/errors'
import { playwrightTest } from './playwright-test'

/** Rejects like `promise`, with an error that names the place of the test that runs. */
export async function atTest<Result>(promise: Promise<Result>): Promise<Result> {
  return promise.catch((error: unknown) => {
    throw withDetails(error, { requestedAt: currentPlace() })
  })
}

function currentPlace(): string | undefined {
  try {
    const { file, line, column } = playwrightTest().info()
    return `${file}:${line}:${column}`
  } catch {
    // No test runs in this worker.
    return undefined
  }
}
