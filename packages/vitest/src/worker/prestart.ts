import type { Services } from '@portside/core'
import { testTurns, throwIfCrashed } from '@portside/core/worker'
import type { RunnerTestCase, SuiteCollector, TestAPI, TestContext } from 'vitest'
import type { PrestartedServices } from './prestarted-services'
import { createTrackedTest, onFileEnd, testsToRun } from './tracked-test'
import { refuseNearNames } from './refuse-near-names'
import { explainFailure } from './explain-failure'
import { atTest, fullName } from './test-place'

/**
 * Makes a `test` that starts its services in hooks, outside of any test's time: the services of a file before its first test, those of one test
 * before that. `fixtures` are the functions of the services' fixtures. Returns `undefined` if Vitest does not support this: then a service is started
 * in the time of the first test that uses it.
 */
export function prestartTest(
  services: Services,
  fixtures: ReadonlyMap<string, unknown>,
  starts: PrestartedServices,
): TestAPI | undefined {
  const followed = new WeakSet<object>()
  const taken = new WeakMap<object, readonly string[]>()
  let filepath = ''
  const turns = testTurns(services, () => `${process.pid}:${filepath}`)
  const tracked = createTrackedTest(follow)
  return tracked?.test

  /**
   * Adds the hooks to a suite, unless it or its file has them. The file has its hooks from the start, except when files share a module that is loaded
   * only once (`isolate: false`).
   */
  function follow(collector: SuiteCollector): void {
    const { file, suite = file } = collector
    if (file === undefined || suite === undefined || followed.has(suite) || followed.has(file)) return
    followed.add(suite)
    collector.on('beforeAll', async (running) => {
      filepath = running.file.filepath
      onFileEnd(running.file, () => starts.end())
      await starts.prestart(
        testsToRun(running.file)
          .flatMap(namesOf)
          .filter((name) => !isPerTest(name)),
      )
      await turns.beginFile()
    })
    collector.on('beforeEach', beforeEach)
  }

  async function beforeEach(context: TestContext): Promise<void> {
    const { task, onTestFinished } = context
    const names = namesOf(task)
    const watched = explainFailure(context, names)
    refuseNearNames(context, tracked?.otherNamesOf(task) ?? [], Object.keys(services))
    await atTest(
      throwIfCrashed(({ name }) => names.includes(name)),
      task,
    )
    watched.endWith(await atTest(turns.beginTest(fullName(task)), task))
    const own = names.filter(isPerTest)
    if (own.length === 0) return
    onTestFinished(() => starts.end(task.id))
    await starts.prestart(own, task.id)
  }

  function namesOf(task: Readonly<RunnerTestCase>): readonly string[] {
    const known = taken.get(task)
    if (known !== undefined) return known
    const used = tracked?.fixturesOf(task)
    const names = [...fixtures].filter(([, fixture]) => used?.has(fixture)).map(([name]) => name)
    taken.set(task, names)
    return names
  }

  function isPerTest(name: string): boolean {
    return services[name]?.scope === 'test'
  }
}
