import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createProject, type Project } from '../../support/create-project'
import { processesWith } from '../../support/leftovers'
import { serverPath } from '../../support/server-path'
import { createDatabases, type Databases, postgresFolder, skipReason, type TrapOptions } from './support/databases'
import { addressesIn, brokenServices, carelessModule, databaseModule } from './support/suite'

const body = `
  import { address, names } from '../db.mjs'
  import * as careless from '../careless.mjs'
  test('reads its own rows', () => {
    console.log('uses ' + address + ' .')
    if (names() !== 'own' || careless.names() !== 'own') throw new Error('a trap: ' + names())
  })`
// A test that ends only once the other file has begun, in another process.
const meets = (own: string, other: string) => `
  import { existsSync, writeFileSync } from 'node:fs'
  test('meets the other', async () => {
    const note = (name) => 'met-' + process.env.MEET + name
    writeFileSync(note('${own}'), '')
    for (let i = 0; i < 1000 && !existsSync(note('${other}')); i += 1) await new Promise((next) => setTimeout(next, 20))
  })`

describe.skipIf(postgresFolder === undefined)(`variables of tests (${skipReason})`, () => {
  let project: Project
  let databases: Databases
  let mark: string

  beforeAll(async () => {
    databases = await createDatabases()
    project = await createProject(['@playwright/test@1.65.1'])
    const inPlaywright = `import { test } from '@playwright/test'${body}`
    const inNode = `import test from 'node:test'${body}`
    const config = (services: string) => `
      import { defineConfig } from '@playwright/test'
      import { portside } from 'portside/playwright'
      export default defineConfig(portside({ services: '${services}' }), { testDir: '.', reporter: 'list', workers: 2, globalSetup: '../set-up.ts' })`
    await project.write({
      'services.ts': databases.servicesFile(),
      'worker.ts': databases.servicesFile({ scope: 'worker' }),
      'set-up.ts': `export default async () => console.log('own setup has ' + (await import('./db.mjs')).names() + ' .')`,
      'broken.ts': brokenServices,
      'broken/playwright.config.ts': config('../broken.ts'),
      'broken/a.spec.ts': inPlaywright,
      '.env': 'DATABASE_URL=postgres://127.0.0.1:1/of-a-file',
      'db.mjs': databaseModule,
      'careless.mjs': carelessModule,
      'page/playwright.config.ts': config('../services.ts'),
      'page/a.spec.ts': inPlaywright,
      'page/b.spec.ts': inPlaywright,
      'workers/playwright.config.ts': config('../worker.ts'),
      'workers/a.spec.ts': inPlaywright + meets('a', 'b'),
      'workers/b.spec.ts': inPlaywright + meets('b', 'a'),
      'node/a.test.mjs': inNode,
      'node/b.test.mjs': inNode,
      'node/meets.mjs': `import test from 'node:test'${body}${meets('a', 'b')}`,
      'node/meets-too.mjs': `import test from 'node:test'${body}${meets('b', 'a')}`,
    })
  })
  afterAll(async () => {
    await project.remove()
    await databases.remove()
  })

  beforeEach(() => (mark = randomUUID()))
  afterEach(() => expect(processesWith(mark)).toEqual([]))

  /** Runs a program of the project in a folder of it. */
  async function run(folder: string, [program = '', ...args]: readonly string[], options: Partial<TrapOptions> = {}) {
    const argv = [join(project.directory, 'node_modules/.bin', program), ...args]
    const cwd = join(project.directory, folder)
    return databases.runBesideTrap(argv, { ...options, cwd, env: { MARK: mark, MEET: mark, ...options.env } }).ended
  }

  describe('in Playwright Test', () => {
    test('are there at import and in global setup, before the shell', async () => {
      const { code, output } = await run('page', ['playwright', 'test'], { isInShell: true })
      expect(output).toContain('own setup has own .')
      expect(output).toContain('2 passed')
      expect(new Set(addressesIn(output)).size).toBe(1)
      expect(output.match(/PORTSIDE_ENV\)/g)).toHaveLength(1)
      expect(code).toBe(0)
    })

    test('belong to the worker with a service of one', async () => {
      const { code, output } = await run('workers', ['playwright', 'test'])
      expect(output).toContain('4 passed')
      expect(new Set(addressesIn(output)).size).toBe(2)
      expect(code).toBe(0)
    })

    test('fail the run once, with the place of the service that does not start', async () => {
      const { code, output } = await run('broken', ['playwright', 'test'])
      expect(output.match(/db: ended with code 3 before it was ready \(E_EXITED_EARLY\)/g)).toHaveLength(1)
      expect(output).toMatch(/broken\.ts:3:\d+/)
      expect(output).not.toContain('DATABASE_URL is not set')
      expect(code).toBe(1)
    })

    test('start before Playwright Test looks for files, so also where none is chosen, and end with that run', async () => {
      const { code, output } = await run('page', ['playwright', 'test', 'nowhere'])
      expect(output).toContain('own setup has own .')
      expect(output).toContain('No tests found')
      expect(code).toBe(1)
    })

    test('start nothing when tests are only listed', async () => {
      const { output } = await run('page', ['playwright', 'test', '--list'], { isInShell: true })
      expect(output).toContain('2 tests in 2 files')
      expect(output).not.toContain('PORTSIDE_ENV')
    })
  })

  describe('below `portside run`', () => {
    const nodeTest = ['node', '--env-file=../.env', '--test', '--test-reporter=tap']

    test('are there for node:test, before the shell', async () => {
      const argv = ['portside', 'run', '--services', '../services.ts', '--', ...nodeTest, 'a.test.mjs', 'b.test.mjs']
      // The other service of the file would fail the run.
      const services = databases.servicesFile().replace(', unused', '')
      await project.write({ 'db-only.ts': services })
      const { code, output } = await run(
        'node',
        argv.map((word) => (word === '../services.ts' ? '../db-only.ts' : word)),
        {
          isInShell: true,
        },
      )
      expect(output).toMatch(/pass 2$/m)
      expect(new Set(addressesIn(output)).size).toBe(1)
      expect(output).toMatch(/^portside: db-only\.ts gives tests DATABASE_URL=postgres:\/\/postgres:\*{4}@/m)
      expect(code).toBe(0)
    })

    test('belong to the process of a file of node:test with a service of a worker', async () => {
      await project.write({ 'worker-only.ts': databases.servicesFile({ scope: 'worker' }).replace(', unused', '') })
      const files = ['meets.mjs', 'meets-too.mjs']
      const argv = [
        'portside',
        'run',
        '--services',
        '../worker-only.ts',
        '--',
        ...nodeTest,
        '--test-concurrency=2',
        ...files,
      ]
      const { code, output } = await run('node', argv)
      expect(output).toMatch(/pass 4$/m)
      expect(new Set(addressesIn(output)).size).toBe(2)
      expect(code).toBe(0)
    })

    test('are there for any command, and `--env` before the first -s is another way', async () => {
      await project.write({ 'db-only.ts': databases.servicesFile().replace(', unused', '') })
      const print = ['node', '-e', 'console.log("uses", process.env.DATABASE_URL)']
      const listed = await run('node', ['portside', 'run', '--services', '../db-only.ts', '--', ...print])
      expect(addressesIn(listed.output)).toEqual([expect.stringMatching(/^postgres:\/\/postgres:s3cret@/)])
      const api = `api=node ${serverPath('plain.mjs')} ${mark}`
      const argv = ['portside', 'run', '--env', 'DATABASE_URL=postgres:{api.url}', '-s', api, '--', ...print]
      const inline = await run('node', argv, { isInShell: true })
      expect(addressesIn(inline.output)).toEqual([expect.stringMatching(/^postgres:http:/)])
    })
  })
})
