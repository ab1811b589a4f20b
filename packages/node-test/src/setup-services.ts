import { after, before, beforeEach } from 'node:test'
import type { Services, TestHandlesOf } from '@portside/core'
import {
  beginTest,
  currentSession,
  hintAtSharing,
  planHeldServices,
  refuseEarlyExit,
  type TestTurn,
  throwIfCrashed,
} from '@portside/core/worker'
import { callPlace } from '@portside/internal'
import { endWithRunner } from './end-with-runner'
import { explainFailure, type TestOutcome } from './explain-failure'
import { holdWhileNested } from './hold-while-nested'

// The service's own time-outs end a wait; the hook's is only a limit above them. Without it, `--test-timeout` would apply.
const hookOptions = { timeout: 10 * 60_000 }

const sharing = { each: 'test file', how: 'run it below npx portside run, or with --test-global-setup (Node.js 24)' }

/**
 * Starts services before the first test of this file or of the suite that it is called in (those of scope `'test'` before each), and releases them
 * after the last. Without names, all of `services`. Services that the run shares are then started once.
 *
 * @returns handles by name. Reading one throws before the hooks have run.
 * @throws TypeError when a name or a definition is wrong.
 * @example
 * ```ts
 * import { test } from 'node:test'
 * import { command, setupServices } from 'portside/node-test'
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
  const { perFile, perTest, turns, handles } = planHeldServices(services, names, {
    testFile: () => process.argv[1],
    place: callPlace(setupServices),
  })
  const eachTest = holdWhileNested(perTest)
  let allowExit = (): void => undefined
  before(async () => {
    endWithRunner()
    allowExit = refuseEarlyExit()
    if (!currentSession().isSupervised) for (const entry of Object.entries(services)) hintAtSharing(...entry, sharing)
    await perFile.acquire()
    await turns.beginFile()
  }, hookOptions)
  after(async () => {
    await perFile.release()
    allowExit()
  }, hookOptions)
  beforeEach(async (context) => {
    const test = context as TestOutcome
    const running = beginTest(Object.keys(handles), { isNested: true })
    let turn: TestTurn | undefined
    // Node.js 20 and 22 skip the hooks of `afterEach` for a test that skips itself.
    test.after(async () => {
      try {
        await explainFailure(test, running, turn)
      } finally {
        turn?.end()
        running.end()
        await eachTest.release()
      }
    }, hookOptions)
    await throwIfCrashed()
    turn = await turns.beginTest(fullName(context))
    await eachTest.acquire()
  }, hookOptions)
  return handles as TestHandlesOf<Pick<Definitions, Name>>
}

/** Returns the name of a test after those of the tests that it is in; Node.js 20 has only its own. */
function fullName(context: unknown): string {
  const { name = '', fullName = name } = context as { readonly name?: string; readonly fullName?: string }
  return fullName
}
