// Only this file reads internals of Vitest: the fixtures that a chain of `test` knows, and how Vitest reads which of them a function uses.
import type * as Vitest from 'vitest'
import type { RunnerTestCase, RunnerTestFile, RunnerTestSuite, SuiteCollector, TestAPI } from 'vitest'
import { vitestApi } from './vitest-api'

/** A `test` that records each use. */
export interface TrackedTest {
  readonly test: TestAPI
  /** Returns the functions of all fixtures that a test will resolve: those that it uses and those that these need; none if this cannot be known. */
  readonly fixturesOf: (task: RunnerTestCase) => ReadonlySet<unknown>
  /** Returns the names that the body of a test takes out of its context, without a default, and which are no fixtures. */
  readonly otherNamesOf: (task: RunnerTestCase) => readonly string[]
}

interface Fixture {
  readonly name: string
  readonly value: unknown
  readonly auto: boolean
  readonly deps: ReadonlySet<string>
  /** The fixture of the same name that it replaces, and may itself use. */
  readonly parent: Fixture | undefined
}

type Fixtures = Map<string, Fixture>

/** The data that Vitest keeps in a chain; `test.extend()` makes one of these. */
interface FixtureRegistry {
  readonly get: (suite: RunnerTestSuite) => Fixtures
  readonly parseUserFixtures: (runner: object, added: object, isTopLevel: boolean, known: Fixtures) => Fixtures
}

interface TestUse {
  readonly registry: Partial<FixtureRegistry> | undefined
  readonly body: unknown
}

/**
 * Makes a `test` that records its uses, and calls `onCollect` with the suite that is being collected now, and with that of each use. Returns
 * `undefined` if this Vitest (4.0) does not support it.
 */
export function createTrackedTest(onCollect: (suite: SuiteCollector) => void): TrackedTest | undefined {
  const vitest = vitestApi()
  const { TestRunner } = vitest as Partial<typeof Vitest>
  if (typeof TestRunner?.createTaskCollector !== 'function') return undefined
  const notes = new WeakMap<object, TestUse>()
  const test = TestRunner.createTaskCollector(function (
    this: { readonly fixtures?: FixtureRegistry },
    ...args: [string, ...unknown[]]
  ) {
    // Vitest's own `test` reports the fault of a test inside of a test.
    if (TestRunner.getCurrentTest() !== undefined) return vitest.test(args[0])
    const suite = TestRunner.getCurrentSuite()
    Reflect.apply(suite.test.fn, this, args)
    const task = suite.tasks.at(-1)
    if (task === undefined) return
    notes.set(task, { registry: this.fixtures, body: args.find((argument) => typeof argument === 'function') })
    onCollect(suite)
  })
  onCollect(TestRunner.getCurrentSuite())
  return {
    test,
    fixturesOf: (task) => fixturesOf(task, notes.get(task)),
    otherNamesOf: (task) => otherNamesOf(task, notes.get(task)),
  }
}

function fixturesOf(task: RunnerTestCase, note: TestUse | undefined): ReadonlySet<unknown> {
  const fixtures = knownFixtures(task, note)
  const found = new Set<unknown>()
  const add = (fixture: Fixture | undefined): void => {
    if (fixture === undefined || found.has(fixture.value)) return
    found.add(fixture.value)
    for (const name of fixture.deps) add(name === fixture.name ? fixture.parent : fixtures.get(name))
  }
  for (const fixture of fixtures.values()) if (fixture.auto) add(fixture)
  return found
}

function otherNamesOf(task: RunnerTestCase, note: TestUse | undefined): readonly string[] {
  const fixtures = knownFixtures(task, note)
  const names = [...(fixtures.get('$body')?.deps ?? [])].filter((name) => /^\w+$/.test(name) && !fixtures.has(name))
  return names.filter((name) => !new RegExp(`[{,]\\s*${name}\\s*(:[^,}]*)?=`).test(String(note?.body)))
}

/** Returns the fixtures by name, and the body of the test as if it were one more. */
function knownFixtures({ suite, file }: RunnerTestCase, { registry, body }: Partial<TestUse> = {}): Fixtures {
  if (body === undefined || registry?.get === undefined || registry.parseUserFixtures === undefined) return new Map()
  const fixtures = new Map(registry.get(suite ?? file))
  try {
    registry.parseUserFixtures({}, { $body: [body, { auto: true }] }, true, fixtures)
  } catch {
    // Vitest throws because of `expect`, which is in the context but not a fixture, after it has read the names.
  }
  return fixtures
}

/** Returns the tests of a file that will be run. */
export function testsToRun({ tasks }: RunnerTestSuite): readonly RunnerTestCase[] {
  const chosen = tasks.filter(({ mode }) => mode === 'run' || mode === 'queued')
  return chosen.flatMap((task) => (task.type === 'suite' ? testsToRun(task) : [task]))
}

/** Runs `end` after the last test of a file that is being run. */
export function onFileEnd(file: RunnerTestFile, end: () => Promise<void>): void {
  vitestApi().TestRunner.getSuiteHooks(file).afterAll.push(end)
}
