import type { TestInfo } from '@playwright/test'
import type { Services } from '@portside/core'
import { markTestBegin, type TakenService, throwIfCrashed } from '@portside/core/worker'
import { explainFailure } from './explain-failure'
import { createHoldings, type Holdings, isOfWorker } from './held-services'
import { namesTaken } from './fixture-names'

// The service's own time-outs end a wait; the fixture's is only a bound above them. With one of its own, a fixture costs no test's time.
const timeout = 10 * 60_000

type Use<Value> = (value: Value) => Promise<void>

/** Takes a service for the test that is running. */
type Take = (name: string) => Promise<TakenService>

/**
 * The fixtures of these services, that of `baseURL` if a service is to give it, and the two that they are made from. Playwright reads which
 * fixtures one needs from its first parameter, so that is always a pattern.
 */
export function serviceFixtures(services: Services, baseURL: string | undefined): object {
  const fixtures: Record<string, unknown> = {
    $services: [holdServices(services), { scope: 'worker', timeout, box: true }],
    $take: [watchTest(services), { auto: true, timeout, box: true }],
  }
  for (const [name, definition] of Object.entries(services))
    fixtures[name] = isOfWorker(definition) ? workerFixture(name) : testFixture(name)
  if (baseURL !== undefined) fixtures['baseURL'] = baseURLFixture(baseURL)
  return fixtures
}

function holdServices(services: Services): unknown {
  // oxlint-disable-next-line no-empty-pattern
  return async ({}, use: Use<Holdings>) => {
    const holdings = createHoldings(services)
    await use(holdings)
    await holdings.giveUp()
  }
}

/** Around every test: starts what it takes, all at once, and tells of services when it has failed, before they are given back. */
function watchTest(services: Services): unknown {
  return async ({ $services }: { $services: Holdings }, use: Use<Take>, test: TestInfo) => {
    const beginMs = markTestBegin()
    await $services.enter(test.file)
    const take: Take = (name) => $services.take(name, test)
    const names = namesTaken(test.fn.toString()).filter((name) => Object.hasOwn(services, name))
    await throwIfCrashed(({ name }) => names.includes(name))
    for (const name of names) void take(name).catch(() => undefined)
    await use(take)
    await explainFailure(test, beginMs)
    // After Ctrl-C nobody wants to wait for what is still being started.
    if (test.status === 'interrupted') await $services.giveUp('test')
    else await $services.giveBack('test')
  }
}

function workerFixture(name: string): unknown {
  const lend = async ({ $services }: { $services: Holdings }, use: Use<unknown>) =>
    use((await $services.take(name)).handle)
  return [lend, { scope: 'worker', timeout }]
}

function testFixture(name: string): unknown {
  return [async ({ $take }: { $take: Take }, use: Use<unknown>) => use((await $take(name)).handle), { timeout }]
}

function baseURLFixture(name: string): unknown {
  const lend = async ({ $take }: { $take: Take }, use: Use<string>) => {
    const { handle } = await $take(name)
    await use((handle as { readonly url: string }).url)
  }
  return [lend, { timeout }]
}
