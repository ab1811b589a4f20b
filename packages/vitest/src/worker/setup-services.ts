import type { TestHandlesOf, Services } from '@portside/core'
import { checkRunner, planHeldServices, throwIfCrashed } from '@portside/core/worker'
import { callPlace } from '@portside/internal'
import { hintAtPlugin } from './hint-at-plugin'
import { vitestApi } from './vitest-api'
import { explainFailure } from './explain-failure'
import { atTest, fullName } from './test-place'

// The service's own time-outs end a wait; the hook's is only a limit above them.
const hookTimeoutMs = 10 * 60_000

/**
 * Starts services before the first test of this file (those of scope `'test'` before each), and releases them after the last: for suites that keep
 * Vitest's own `test`. Without names, all of `services`. Services that the run shares are then started once.
 *
 * @returns handles by name. Reading one throws before the hooks have run.
 * @throws TypeError when a name or a definition is wrong; PortsideError when this version of Vitest is not supported.
 * @example
 * ```ts
 * import { command, setupServices } from 'portside/vitest'
 * import { test } from 'vitest'
 *
 * const services = setupServices({ api: command('node server.js', { ready: '/health' }) })
 *
 * test('is healthy', async () => {
 *   const response = await services.api.fetch('/health')
 * })
 * ```
 *
 */
export function setupServices<
  const Definitions extends Services,
  Name extends keyof Definitions & string = keyof Definitions & string,
>(services: Definitions, ...names: readonly Name[]): TestHandlesOf<Pick<Definitions, Name>> {
  const { afterAll, afterEach, beforeAll, beforeEach, expect } = vitestApi()
  checkRunner('vitest')
  const { perFile, perTest, turns, handles } = planHeldServices(services, names, {
    testFile: () => expect.getState().testPath,
    place: callPlace(setupServices),
  })
  beforeAll(async () => {
    hintAtPlugin(services)
    await perFile.acquire()
    await turns.beginFile()
  }, hookTimeoutMs)
  afterAll(perFile.release, hookTimeoutMs)
  beforeEach(async (context) => {
    const watched = explainFailure(context, Object.keys(handles), () => true)
    await atTest(throwIfCrashed(), context.task)
    watched.endWith(await atTest(turns.beginTest(fullName(context.task)), context.task))
    await perTest.acquire()
  }, hookTimeoutMs)
  afterEach(perTest.release, hookTimeoutMs)
  return handles as TestHandlesOf<Pick<Definitions, Name>>
}
