import type { TestInfo } from '@playwright/test'
import type { Services } from '@portside/core'
import { beginTest, type AcquiredService, testTurns, throwIfCrashed } from '@portside/core/worker'
import { explainFailure } from './explain-failure'
import { createHeldServices, type HeldServices, isOfWorker } from './held-services'
import { atTest } from './test-place'
import { usedFixtures } from './used-fixtures'

// The service's own time-outs end a wait; the fixture's is only a limit above them. A fixture with its own time-out uses no test's time.
const timeout = 10 * 60_000

type Use<Value> = (value: Value) => Promise<void>

/** The fixtures of Playwright Test that use the `baseURL`. */
const usersOfBase = new Set(['baseURL', 'context', 'page', 'request'])

/** Acquires a service for the test that is running. */
type Take = (name: string) => Promise<AcquiredService>

/**
 * Makes the fixtures of these services, that of `baseURL` if a service provides it, and the two on which they are built. Playwright reads from its
 * first parameter which fixtures one needs, so that is always a pattern.
 */
export function serviceFixtures(services: Services, baseURL: string | undefined): object {
  const fixtures: Record<string, unknown> = {
    $services: [holdServices(services), { scope: 'worker', timeout, box: true }],
    $acquire: [watchTest(services, baseURL), { auto: true, timeout, box: true }],
  }
  for (const [name, definition] of Object.entries(services))
    fixtures[name] = isOfWorker(definition) ? workerFixture(name) : testFixture(name)
  if (baseURL !== undefined) fixtures['baseURL'] = baseURLFixture(baseURL)
  return fixtures
}

function holdServices(services: Services): unknown {
  // oxlint-disable-next-line no-empty-pattern
  return async ({}, use: Use<HeldServices>) => {
    const heldServices = createHeldServices(services)
    await use(heldServices)
    await heldServices.abandon()
  }
}

/** Runs around every test: starts all of its services at once, and explains a failure with them before they are released. */
function watchTest(services: Services, baseURL: string | undefined): unknown {
  let file = ''
  const turns = testTurns(services, () => `${process.pid}:${file}`)
  return async ({ $services }: { $services: HeldServices }, use: Use<Take>, test: TestInfo) => {
    const acquire: Take = (name) => atTest($services.acquire(name, test))
    const used = usedFixtures(test.fn.toString())
    const names = used.filter((name) => Object.hasOwn(services, name))
    const isAtBase = baseURL !== undefined && used.some((name) => usersOfBase.has(name))
    const running = beginTest(isAtBase ? [...names, baseURL] : names)
    await $services.beginFile(test.file)
    await atTest(throwIfCrashed(({ name }) => names.includes(name)))
    file = test.file
    const turn = await atTest(turns.beginTest(test.titlePath.join(' > ')))
    for (const name of names) void acquire(name).catch(() => undefined)
    await use(acquire)
    try {
      await explainFailure(test, running, turn)
    } finally {
      turn.end()
      running.end()
    }
    // After Ctrl-C nobody wants to wait for services that are still being started.
    if (test.status === 'interrupted') await $services.abandon('test')
    else await $services.release('test')
  }
}

function workerFixture(name: string): unknown {
  const lend = async ({ $services }: { $services: HeldServices }, use: Use<unknown>) =>
    use((await atTest($services.acquire(name))).handle)
  return [lend, { scope: 'worker', timeout }]
}

function testFixture(name: string): unknown {
  return [
    async ({ $acquire }: { $acquire: Take }, use: Use<unknown>) => use((await $acquire(name)).handle),
    { timeout },
  ]
}

function baseURLFixture(name: string): unknown {
  const lend = async ({ $acquire }: { $acquire: Take }, use: Use<string>) => {
    const { handle } = await $acquire(name)
    await use((handle as { readonly url: string }).url)
  }
  return [lend, { timeout }]
}
