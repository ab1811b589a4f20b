import { randomUUID } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createProject, type Project } from '../support/create-project'
import { processesWith } from '../support/leftovers'
import { runProgram } from '../support/run-program'
import { serverPath } from '../support/server-path'

// A service takes longer than a test may: more than Vitest's default of 5 seconds, or, where one is as good, than a shorter one.
const slowMs = 6000
const shorter = { TEST_MS: '2000', SLOW_MS: '2500' }

let project: Project
let mark: string

beforeAll(async () => {
  project = await createProject(['vitest@4.1.12'])
  const argv = (ms: string) => `['node', ${JSON.stringify(serverPath('late.mjs'))}, ${ms}, process.env.MARK]`
  const slow = argv('process.env.SLOW_MS')
  await project.write({
    'package.json': '{ "private": true, "type": "module" }',
    'services.ts': `
      import { appendFileSync } from 'node:fs'
      import { command, defineServices } from 'portside'
      const note = () => (appendFileSync('begun', performance.now() + '\\n'), {})
      const api = command(${slow}, { env: note })
      const web = command(${slow}, { scope: 'file', env: note })
      const quick = command(${argv("'0'")})
      const skipped = command(${argv("'0'")})
      const perTest = command(${slow}, { scope: 'test' })
      const broken = command('node -e process.exitCode=3')
      export default defineServices({ api, web, quick, skipped, perTest, broken })`,
    'fixtures.ts': `
      import { withServices } from 'portside/vitest'
      import services from './services'
      export const test = withServices(services)
      export const derived = test.extend('client', async ({ api }) => () => api.fetch('/'))`,
    'vitest.config.ts': `
      import { portside } from 'portside/vitest'
      export default {
        plugins: [portside({ services: './services.ts' })],
        test: {
          pool: process.env.POOL ?? 'forks',
          isolate: process.env.ISOLATE !== 'no',
          maxWorkers: 1,
          // Not so where \`CI\` is set.
          allowOnly: true,
          ...(process.env.TEST_MS && { testTimeout: Number(process.env.TEST_MS) }),
        },
      }`,
  })
})
afterAll(() => project.remove())

beforeEach(() => (mark = randomUUID()))
afterEach(async () => {
  expect(processesWith(mark)).toEqual([])
  for (const name of ['tests', 'begun']) await rm(join(project.directory, name), { recursive: true, force: true })
})

/** Runs Vitest on these test files, and returns what the supervisor started. */
async function vitest(files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) {
  const imports = `import { describe, expect } from 'vitest'\nimport { derived, test } from '../fixtures'\n`
  for (const [name, body] of Object.entries(files)) await project.write({ [`tests/${name}.test.ts`]: imports + body })
  const report = join(project.directory, 'report.json')
  const argv = [join(project.directory, 'node_modules/.bin/vitest'), 'run', 'tests']
  const run = runProgram(argv, {
    cwd: project.directory,
    env: { MARK: mark, SLOW_MS: String(slowMs), PORTSIDE_REPORT: report, ...env },
  })
  const { code, output } = await run.ended
  const { services } = JSON.parse(await readFile(report, 'utf8')) as { services: { name: string; elapsedMs: number }[] }
  return { code, output, started: services.map(({ name }) => name).sort() }
}

describe('a slow service', () => {
  test('is started before the first test, at once with the others that the file needs', async () => {
    const body = `
      test.skip('one', ({ skipped }) => {})
      describe('inner', () => {
        test('two', async ({ expect, web }) => expect((await web.fetch('/')).status).toBe(200))
        derived.each([1, 2])('three %i', (n) => expect(n).toBeGreaterThan(0))
        test.runIf(false)('four', ({ skipped }) => {})
      })
      derived.for([3])('five %i', async (n, { client }) => expect((await client()).status).toBe(200))
      test.concurrent('six', async ({ quick }) => expect((await quick.fetch('/')).status).toBe(200))`
    const { code, output, started } = await vitest({ a: body })
    expect(output).toContain('5 passed | 2 skipped')
    expect(started).toEqual(['api', 'quick', 'web'])
    // The second of the slow ones has begun before the first can have been ready.
    const text = await readFile(join(project.directory, 'begun'), 'utf8')
    const [first = 0, second = Infinity] = text.trim().split('\n').map(Number)
    expect(second - first).toBeLessThan(slowMs)
    expect(code).toBe(0)
  })

  test.each([
    ['forks', 'no'],
    ['threads', 'no'],
    ['vmForks', 'yes'],
    ['vmThreads', 'yes'],
  ])('has its own time in the pool %s with isolation: %s', async (POOL, ISOLATE) => {
    const body = `
      describe('outer', () => {
        describe('inner', () => test('one', ({ web }) => {}))
        test('two', async ({ web }) => expect((await web.fetch('/')).status).toBe(200))
      })`
    const { code, output, started } = await vitest({ a: body, b: body }, { POOL, ISOLATE, ...shorter })
    expect(output).toContain('4 passed')
    expect(started).toEqual(['web', 'web'])
    expect(code).toBe(0)
  })

  test('has its own time for each test that it belongs to', async () => {
    const body = `
      test('one', ({ perTest }) => {})
      test('two', { retry: 1 }, async ({ perTest, task }) => {
        expect((await perTest.fetch('/')).status).toBe(200)
        expect(task.result.retryCount).toBe(1)
      })`
    const { code, output, started } = await vitest({ a: body }, shorter)
    expect(output).toContain('2 passed')
    expect(started).toEqual(['perTest', 'perTest', 'perTest'])
    expect(code).toBe(0)
  })

  test('is started by what `only` leaves of a file, and a broken one fails only the tests that take it', async () => {
    const body = `
      test.only('one', async ({ quick }) => expect((await quick.fetch('/')).status).toBe(200))
      test.only('two', ({ broken }) => {})
      test('three', ({ skipped }) => {})`
    const { code, output, started } = await vitest({ a: body })
    expect(output).toContain('1 failed | 1 passed | 1 skipped')
    expect(output).toContain('broken: ended with code 3 before it was ready (E_EXITED_EARLY)')
    expect(started).toEqual(['quick'])
    expect(code).toBe(1)
  })

  test('that nobody takes in the end is given back after its file', async () => {
    const body = `
      import { beforeEach } from 'vitest'
      beforeEach(() => { throw new Error('not today') })
      test('one', ({ web, quick }) => {})`
    const next = `test('two', ({ quick }) => {})`
    const { output } = await vitest({ a: body, b: next }, { ISOLATE: 'no', ...shorter })
    expect(output).toContain('not today')
    expect(output).toContain('1 failed | 1 passed')
  })
})
