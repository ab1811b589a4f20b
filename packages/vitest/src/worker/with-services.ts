import type { TestHandlesOf, ServiceDefinition, Services } from '@portside/core'
import { checkRunner, checkServices, currentSession, testTurns, throwIfCrashed } from '@portside/core/worker'
import type { TestAPI, TestContext } from 'vitest'
import { createPrestartedServices, type PrestartedServices } from './prestarted-services'
import { prestartTest } from './prestart'
import { atTest, fullName } from './test-place'
import { vitestApi } from './vitest-api'
import { explainFailure } from './explain-failure'

type Use = (handle: unknown) => Promise<void>

/** A fixture function, with its options unless it belongs to a test. */
type Fixture = (context: { readonly task: { readonly id: string } }, use: Use) => Promise<void>

/**
 * Makes a `test` whose context has the handles of `services`. The services that the tests of a file use are started before the first of them (those
 * of one test before that test), at once and outside of any test's time. With the plugin all workers then share them, without it the tests of one
 * file.
 *
 * @throws TypeError when a name or a definition is wrong; PortsideError when this version of Vitest is not supported.
 * @example
 * ```ts
 * import { command, withServices } from 'portside/vitest'
 *
 * const test = withServices({ api: command('node server.js', { ready: '/health' }) })
 *
 * test('is healthy', async ({ api }) => {
 *   const response = await api.fetch('/health')
 * })
 * ```
 *
 */
export function withServices<const Definitions extends Services>(
  services: Definitions,
): TestAPI<TestHandlesOf<Definitions>> {
  checkRunner('vitest')
  const { test } = vitestApi()
  checkServices(services)
  const starts = createPrestartedServices(services)
  const functions = new Map<string, Fixture>()
  const fixtures: Record<string, unknown> = {}
  for (const [name, definition] of Object.entries(services)) {
    const fixture = createFixture(name, definition, starts)
    functions.set(name, fixture)
    fixtures[name] = definition.scope === 'test' ? fixture : [fixture, { scope: 'file' }]
  }
  const early = prestartTest(services, functions, starts)
  if (early === undefined) fixtures['$watch'] = [watchUses(services), { auto: true }]
  return (early ?? test).extend(fixtures as object) as unknown as TestAPI<TestHandlesOf<Definitions>>
}

/** Makes a fixture of the scope that outlives its service; services that are shared more widely live in the supervisor. */
function createFixture(name: string, { scope }: ServiceDefinition, starts: PrestartedServices): Fixture {
  // Vitest reads from its first parameter which fixtures one needs, so that must be a pattern.
  if (scope === 'test') return async ({ task }, use) => lend(starts, use, name, task.id)
  // oxlint-disable-next-line no-empty-pattern
  return async ({}, use) => lend(starts, use, name)
}

async function lend(starts: PrestartedServices, use: Use, name: string, test?: string): Promise<void> {
  const share = await atTest(starts.acquire(name, test))
  try {
    await use(share.handle)
  } finally {
    await share.release()
  }
}

/** Makes the last fixture of every test, used if no hook knows which services a test uses: by then they are in its context. */
function watchUses(services: Services) {
  const turns = testTurns(services, () => `${process.pid}:${vitestApi().expect.getState().testPath ?? ''}`)
  return async ({ task, onTestFailed, onTestFinished }: TestContext, use: () => Promise<void>): Promise<void> => {
    const { context } = task
    const watched = explainFailure({ task, onTestFailed, onTestFinished } as TestContext, Object.keys(context))
    await atTest(
      throwIfCrashed(({ name }) => name in context),
      task,
    )
    watched.endWith(await atTest(turns.beginTest(fullName(task)), task))
    await use()
    // Without hooks, nobody knows when the file ends.
    await currentSession().endFile()
  }
}
