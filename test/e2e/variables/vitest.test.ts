import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createProject, type Project } from '../../support/create-project'
import { processesWith } from '../../support/leftovers'
import { createDatabases, type Databases, postgresFolder, skipReason, type TrapOptions } from './support/databases'
import { addressesIn, brokenServices, carelessModule, databaseModule } from './support/suite'

const testFile = `
  import { expect, test } from 'vitest'
  import { address, names } from '../db.mjs'
  import * as careless from '../careless.mjs'
  test('reads its own rows', () => {
    console.log('uses ' + address + ' .')
    expect([names(), careless.names()]).toEqual(['own', 'own'])
  })`

describe.skipIf(postgresFolder === undefined)(`variables of tests in Vitest (${skipReason})`, () => {
  let project: Project
  let databases: Databases
  let mark: string

  beforeAll(async () => {
    databases = await createDatabases()
    project = await createProject(['vitest@4.1.12'])
    const plugin = `plugins: [portside({ services: '../services.ts' })]`
    const config = (text: string) => `import { portside } from 'portside/vitest'\nexport default { ${text} }`
    await project.write({
      'package.json': '{ "private": true, "type": "module" }',
      'services.ts': databases.servicesFile({ more: `REGION: undefined, NAME: 'of services'` }),
      'worker.ts': databases.servicesFile({ scope: 'worker' }),
      'broken.ts': brokenServices,
      'db.mjs': databaseModule,
      'careless.mjs': carelessModule,
      '.env': 'DATABASE_URL=postgres://127.0.0.1:1/of-a-file',
      'env.mjs': `process.loadEnvFile('../.env')`,
      'setup.mjs': `import { address } from './db.mjs'\nglobalThis.seenBySetup = address`,
      'plain/vitest.config.ts': config(
        `${plugin}, test: { projects: ['forks', 'threads', 'vmThreads', 'vmForks'].map((pool) => ({ extends: true, test: { name: pool, pool } })) }`,
      ),
      'plain/a.test.mjs': testFile,
      'typical/vitest.config.ts': config(
        `${plugin}, test: { setupFiles: ['../env.mjs', '../setup.mjs'], env: { NAME: 'of configuration', REGION: 'eu' } }`,
      ),
      'typical/a.test.mjs': `${testFile}
        test('has all variables', () => {
          expect(globalThis.seenBySetup).toBe(address)
          expect([process.env.NAME, import.meta.env.NAME, process.env.REGION]).toEqual(['of services', 'of services', undefined])
        })`,
      'workers/vitest.config.ts': config(
        `plugins: [portside({ services: '../worker.ts' })], test: { setupFiles: ['../setup.mjs'], maxWorkers: 2, minWorkers: 2 }`,
      ),
      'workers/a.test.mjs': meeting('a', 'b'),
      'workers/b.test.mjs': meeting('b', 'a'),
      'broken/vitest.config.ts': config(`plugins: [portside({ services: '../broken.ts' })]`),
      'broken/a.test.mjs': testFile,
      'broken/b.test.mjs': testFile,
    })
  })
  afterAll(async () => {
    await project.remove()
    await databases.remove()
  })

  beforeEach(() => (mark = randomUUID()))
  afterEach(() => expect(processesWith(mark)).toEqual([]))

  /** Runs Vitest in a folder of the project. */
  async function vitest(folder: string, args: readonly string[], options: Partial<TrapOptions> = {}) {
    const argv = [join(project.directory, 'node_modules/.bin/vitest'), ...args]
    const cwd = join(project.directory, folder)
    return databases.runBesideTrap(argv, { ...options, cwd, env: { MARK: mark, MEET: mark, ...options.env } }).ended
  }

  test('are there at import, in the projects of each pool', async () => {
    const { code, output } = await vitest('plain', ['run'])
    expect(output).toContain('4 passed')
    expect(new Set(addressesIn(output)).size).toBe(1)
    expect(output).not.toContain('(PORTSIDE_ENV)')
    expect(code).toBe(0)
  })

  test('are there for setup files, before the configuration and the shell, which is said without the password', async () => {
    const { code, output } = await vitest('typical', ['run', '--no-isolate'], {
      isInShell: true,
      env: { REGION: 'us' },
    })
    expect(output).toContain('2 passed')
    expect(output).toMatch(
      /^portside: services\.ts gives tests DATABASE_URL=postgres:\/\/postgres:\*{4}@127\.0\.0\.1:\d+\/postgres, REGION=\(none\) instead of what the shell has: .*existing: process\.env\.DATABASE_URL.* \(PORTSIDE_ENV\)$/m,
    )
    expect(output.match(/PORTSIDE_ENV\)/g)).toHaveLength(1)
    expect(code).toBe(0)
  })

  test.each([[[]], [['--no-isolate']]])('belong to the worker with a service of one, with %j', async (args) => {
    const { code, output } = await vitest('workers', ['run', ...args])
    expect(output).toContain('4 passed')
    expect(new Set(addressesIn(output)).size).toBe(2)
    expect(code).toBe(0)
  })

  test('start nothing when tests are only listed, and when none is chosen', async () => {
    const report = join(project.directory, 'report.json')
    const env = { PORTSIDE_REPORT: report, DATABASE_URL: 'postgres://127.0.0.1:1/none' }
    const listed = await vitest('plain', ['list', '--project=forks'], { env })
    expect(listed.output).toContain('reads its own rows')
    const none = await vitest('plain', ['run', 'nowhere'], { env })
    expect(none.output).toContain('No test files found')
    for (const { output } of [listed, none]) expect(output).not.toContain('PORTSIDE_ENV')
    // The run with no tests has no global setup, and so no report.
    expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({ services: [] })
  })

  test('fail the run once, with the place of the service that does not start', async () => {
    const { code, output } = await vitest('broken', ['run'])
    expect(output.match(/db: ended with code 3 before it was ready \(E_EXITED_EARLY\)/g)).toHaveLength(1)
    expect(output).toContain('no such cluster')
    expect(output).toMatch(/broken\.ts:3:\d+/)
    expect(output).not.toContain('DATABASE_URL is not set')
    expect(code).toBe(1)
  })
})

/** A test file that ends only once the other one has begun, in another worker. */
function meeting(own: string, other: string): string {
  return `${testFile}
    import { existsSync, writeFileSync } from 'node:fs'
    test('meets the other', async () => {
      const note = (name) => 'met-' + process.env.MEET + name
      writeFileSync(note('${own}'), '')
      await expect.poll(() => existsSync(note('${other}')), { timeout: 20_000 }).toBe(true)
      expect(globalThis.seenBySetup).toBe(address)
    }, 30_000)`
}
