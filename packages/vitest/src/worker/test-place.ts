import { withDetails } from '@portside/errors'
import type { RunnerTestCase } from 'vitest'
import { vitestApi } from './vitest-api'

/** Rejects like `promise`, with an error that names the place of the test that runs, or of `task`. */
export async function atTest<Result>(promise: Promise<Result>, task = currentTest()): Promise<Result> {
  return promise.catch((error: unknown) => {
    const { file, location } = task ?? {}
    const requestedAt = location && `${file?.filepath}:${location.line}:${location.column}`
    throw withDetails(error, { requestedAt })
  })
}

/** Returns the test that runs, as far as this version of Vitest shows it. */
function currentTest(): Pick<RunnerTestCase, 'file' | 'location'> | undefined {
  const { TestRunner } = vitestApi() as Partial<ReturnType<typeof vitestApi>>
  return TestRunner?.getCurrentTest?.()
}

/** Returns the name of a test after those of the suites that it is in. */
export function fullName({ name, suite }: Readonly<RunnerTestCase>): string {
  const names = [name]
  for (let outer = suite; outer !== undefined; outer = outer.suite) names.unshift(outer.name)
  return names.join(' > ')
}
