import type { TestHandlesOf, Services } from '@portside/core'
import {
  beginTest,
  checkRunner,
  planHeldServices,
  type RunningTest,
  type TestTurn,
  throwIfCrashed,
} from '@portside/core/worker'
import { callPlace } from '@portside/internal'
import { explainFailure } from './explain-failure'
import { jestGlobals } from './jest-globals'

// The service's own time-outs end a wait; the hook's is only a limit above them.
const hookTimeoutMs = 10 * 60_000

/**
 * Starts services before the first test of this file (those of scope `'test'` before each), and releases them after the last. Without names, all of
 * `services`. Services that the run shares are then started once.
 *
 * @returns handles by name. Reading one throws before the hooks have run.
 * @throws TypeError when a name or a definition is wrong, or it is called outside of a test file; PortsideError when this version of Jest is not
 * supported.
 * @example
 * ```js
 * const { command, setupServices } = require('portside/jest')
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
  const { beforeAll, beforeEach, afterEach, afterAll, expect } = jestGlobals()
  checkRunner('jest')
  const { perFile, perTest, turns, handles } = planHeldServices(services, names, {
    testFile: () => expect.getState().testPath,
    place: callPlace(setupServices),
  })
  beforeAll(async () => {
    await perFile.acquire()
    await turns.beginFile()
  }, hookTimeoutMs)
  afterAll(perFile.release, hookTimeoutMs)
  let running: RunningTest | undefined
  let turn: TestTurn | undefined
  beforeEach(async () => {
    turn = undefined
    running = beginTest(Object.keys(handles))
    // A test whose hook fails is not run.
    await throwIfCrashed()
    turn = await turns.beginTest(expect.getState().currentTestName ?? '')
  }, hookTimeoutMs)
  beforeEach(perTest.acquire, hookTimeoutMs)
  afterEach(async () => {
    try {
      if (running !== undefined) await explainFailure(running, turn)
    } finally {
      running?.end()
    }
  }, hookTimeoutMs)
  afterEach(async () => {
    turn?.end()
    await perTest.release()
  }, hookTimeoutMs)
  return handles as TestHandlesOf<Pick<Definitions, Name>>
}
