import { type HandlesOf, type ServiceDefinition, type Services } from '@portside/core'
import { checkServices, currentSession, type ScopeKeys, type ServiceShare, workerSlot } from '@portside/core/adapter'
import { expect, test, type TestAPI } from 'vitest'
import { hintAtPlugin } from './hint-at-plugin'
import { nameCrash } from './name-crash'

type Use = (handle: unknown) => Promise<void>

/**
 * Makes a `test` whose context has the handles of `services`. A service is started when the first test takes its handle out of
 * the context; with the plugin it is then shared by all workers, without it by the tests of one file.
 *
 * @throws TypeError when a name or a definition is wrong.
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
 */
export function withServices<const Definitions extends Services>(
  services: Definitions,
): TestAPI<HandlesOf<Definitions>> {
  checkServices(services)
  const fixtures: [string, unknown][] = Object.entries(services).map(([name, definition]) => [
    name,
    createFixture(name, definition),
  ])
  fixtures.push(['$crash', [nameCrash, { auto: true }]])
  return test.extend(Object.fromEntries(fixtures) as object) as unknown as TestAPI<HandlesOf<Definitions>>
}

/** A fixture of the scope that outlives its service; what is shared more widely lives in the supervisor. */
function createFixture(name: string, definition: ServiceDefinition): unknown {
  // Vitest reads the names of the fixtures that one needs from its first parameter, which must be a pattern.
  if (definition.scope === 'test') {
    return async ({ task }: { task: { id: string } }, use: Use) => lend(name, definition, use, { test: task.id })
  }
  // oxlint-disable-next-line no-empty-pattern
  return [async ({}, use: Use) => lend(name, definition, use, {}), { scope: 'file' }]
}

async function lend(name: string, definition: ServiceDefinition, use: Use, keys: ScopeKeys): Promise<void> {
  const share = await take(name, definition, keys)
  try {
    await use(share.handle)
  } finally {
    await share.release()
  }
}

async function take(name: string, definition: ServiceDefinition, keys: ScopeKeys): Promise<ServiceShare> {
  const session = currentSession()
  if (!session.isSupervised) hintAtPlugin(name, definition)
  const file = `${process.pid}:${expect.getState().testPath ?? ''}`
  return session.acquire(definition, { worker: workerSlot(), file, ...keys }, name)
}
