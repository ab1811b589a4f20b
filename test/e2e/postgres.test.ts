import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProject, type Project } from '../support/create-project'
import { runProgram } from '../support/run-program'

const debian = '/usr/lib/postgresql'
const hasPostgres = existsSync(debian) && readdirSync(debian).length > 0

let project: Project

beforeAll(async () => {
  if (!hasPostgres) return
  const own = ['@portside/postgres', '@portside/service-kit']
  project = await createProject([...own, 'vitest@4.1.12', 'jest@30.5.2', '@playwright/test@1.65.1'])
  await project.write({
    'schema.sql': "create table notes (id serial primary key, text text); insert into notes (text) values ('seeded');",
    'server.cjs': server,
    'services.cjs': `
      const { command, defineServices } = require('portside')
      const { database, postgres } = require('@portside/postgres')
      const server = postgres()
      const db = database(server, { migrate: './schema.sql', reset: 'test', keepOnFailure: 'failures' })
      const api = command('node server.cjs', { needs: { db }, env: ({ db }) => ({ DATABASE_URL: db.url }), ready: '/health' })
      module.exports = defineServices({ server, db, api })`,
    'vitest.config.mjs': `
      import { portside } from 'portside/vitest'
      export default { plugins: [portside({ services: './services.cjs' })], test: { include: ['vitest/*.test.mjs'], maxWorkers: 2 } }`,
    'vitest/a.test.mjs': vitestFile('a'),
    'vitest/b.test.mjs': vitestFile('b'),
    'jest.config.cjs': `
      const { portside } = require('portside/jest')
      module.exports = portside({ services: './services.cjs' }, { testMatch: ['**/jest/*.test.cjs'], maxWorkers: 2 })`,
    'jest/a.test.cjs': jestFile('a'),
    'jest/b.test.cjs': jestFile('b'),
    'node/a.test.cjs': nodeFile('a'),
    'playwright.config.cjs': `
      const { defineConfig } = require('@playwright/test')
      const { portside } = require('portside/playwright')
      module.exports = defineConfig(portside({ services: './services.cjs' }), { testDir: './playwright', workers: 1 })`,
    'playwright/a.spec.cjs': playwrightFile('a'),
  })
}, 300_000)
afterAll(() => project?.remove())

// An app with a pool that outlives the tests, and a prepared statement.
const server = `
  const { createServer } = require('node:http')
  const postgres = require('postgres')
  const sql = postgres(process.env.DATABASE_URL, { max: 10, onnotice: () => undefined })
  createServer(async (request, response) => {
    try {
      if (request.method === 'POST') await sql\`insert into notes (text) values (\${request.url})\`
      const rows = request.url === '/health' ? [] : await sql\`select id, text from notes order by id\`
      response.end(JSON.stringify({ pid: process.pid, rows: rows.map(({ id, text }) => id + ' ' + text) }))
    } catch (error) {
      response.statusCode = 500
      response.end(String(error))
    }
  }).listen(Number(process.env.PORT), process.env.HOST)`

/** The body of a file: what it adds before its tests stays, and what a test adds through the app is gone in the next, also in a test that does not name the database. */
function bodyOf(
  name: string,
  { db, api, expectEqual }: { db: string; api: string; expectEqual: (one: string, other: string) => string },
) {
  const add = `await ${api}.fetch('/of-test', { method: 'POST' })`
  const read = `(await (await ${api}.fetch('/')).json()).rows`
  const wanted = `['1 seeded', '2 of file ${name}']`
  return {
    before: `await ${db}.query("insert into notes (text) values ('of file ${name}')")`,
    each: expectEqual(read, wanted),
    change: `${add}; ${expectEqual(`${read}.length`, '3')}`,
  }
}

/** The body of a test that fails for an error of SQL, after it has changed a table. */
function failing(db: string): string {
  return `await ${db}.query("insert into notes (text) values ('of the failed test')"); await ${db}.query('select * from no_such_table')`
}

function vitestFile(name: string): string {
  const { before, each, change } = bodyOf(name, {
    db: 'db',
    api: 'api',
    expectEqual: (one, other) => `expect(${one}).toEqual(${other})`,
  })
  return `
    import { beforeAll, beforeEach, expect } from 'vitest'
    import { withServices } from 'portside/vitest'
    import services from '../services.cjs'
    const test = withServices(services)
    test.beforeAll(async ({ db }) => { ${before} })
    test.beforeEach(async ({ api }) => { ${each} })
    test('one', async ({ api }) => { ${change} })
    test('two', async ({ api }) => { ${change} })
    test('three', async ({ api, db }) => { ${change}; expect(Object.keys(await db.changes())).toEqual(['public.notes']) })
    test.runIf(process.env.FAILS)('fails', async ({ api, db }) => { ${failing('db')} })`
}

function jestFile(name: string): string {
  const { before, each, change } = bodyOf(name, {
    db: 'services.db',
    api: 'services.api',
    expectEqual: (one, other) => `expect(${one}).toEqual(${other})`,
  })
  return `
    const { setupServices } = require('portside/jest')
    const services = setupServices(require('../services.cjs'))
    beforeAll(async () => { ${before} })
    beforeEach(async () => { ${each} })
    test('one', async () => { ${change} })
    test('two', async () => { ${change} })
    if (process.env.FAILS) test('fails', async () => { ${failing('services.db')} })`
}

function nodeFile(name: string): string {
  const {
    before: add,
    each,
    change,
  } = bodyOf(name, {
    db: 'services.db',
    api: 'services.api',
    expectEqual: (one, other) => `assert.deepEqual(${one}, ${other})`,
  })
  return `
    const assert = require('node:assert')
    const { before, beforeEach, describe, test } = require('node:test')
    const { setupServices } = require('portside/node-test')
    describe('notes', () => {
      const services = setupServices(require('../services.cjs'))
      before(async () => { ${add} })
      beforeEach(async () => { ${each} })
      test('one', async () => { ${change} })
      test('two', async () => { ${change} })
      if (process.env.FAILS) test('fails', async () => { ${failing('services.db')} })
    })`
}

/** Playwright Test runs \`beforeAll\` before anybody knows that a file begins: there is only the seed. */
function playwrightFile(name: string): string {
  const { change } = bodyOf(name, {
    db: 'db',
    api: 'api',
    expectEqual: (one, other) => `expect(${one}).toEqual(${other})`,
  })
  const wait = change.replace("'3'", "'2'").replace('.toEqual(3)', '.toEqual(2)')
  return `
    const { expect } = require('@playwright/test')
    const { withServices } = require('portside/playwright')
    const test = withServices(require('../services.cjs'))
    test('one', async ({ api }) => { ${wait} })
    test('two', async ({ api }) => { ${wait} })
    if (process.env.FAILS) test('fails', async ({ api, db }) => { ${failing('db')} })`
}

const runs: readonly (readonly [string, readonly string[], string])[] = [
  ['Vitest', ['node_modules/.bin/vitest', 'run'], '6 passed'],
  ['Jest', ['node_modules/.bin/jest'], '4 passed'],
  ['node:test', ['node_modules/.bin/portside', 'run', '--', process.execPath, '--test', 'node/a.test.cjs'], 'pass 2'],
  ['Playwright Test', ['node_modules/.bin/playwright', 'test'], '2 passed'],
]

/** Runs a program of the project. What services keep between runs is in its folder `cache`. */
function run([program = '', ...args]: readonly string[], cache = 'cache', env: Readonly<Record<string, string>> = {}) {
  const path = program.startsWith('/') ? program : join(project.directory, program)
  const cwd = project.directory
  return runProgram([path, ...args], { cwd, env: { PORTSIDE_CACHE: join(cwd, cache), ...env } }).ended
}

test.skipIf(!hasPostgres).each(runs)(
  '%s: every test begins with the same rows, under an app with a pool',
  async (_, argv, passed) => {
    const { code, output } = await run(argv)
    expect(output).toContain(passed)
    expect(output).not.toMatch(/postgres:[\w-]{8,}@/)
    expect(code).toBe(0)
  },
)

test.skipIf(!hasPostgres).each(runs)(
  '%s: a failed test comes with the tables that it changed, the errors of SQL, and a file with the rows',
  async (name, argv) => {
    const { code, output } = await run(argv, 'cache', { FAILS: '1' })
    expect(code).not.toBe(0)
    expect(output).toContain('db when the test failed')
    expect(output).toContain('Changed by the test: public.notes (1 inserted)')
    // Playwright Test shows the first 300 characters of an attachment.
    const statement = name === 'Playwright Test' ? '' : 'select \\* from no_such_table'
    expect(output).toMatch(new RegExp(`SQL errors of the server: 1[^]*${statement}`))
    const [, file = ''] = /psql "\$DATABASE_URL" -f '(\S+\.sql)'/.exec(output) ?? []
    expect(readFileSync(join(project.directory, file), 'utf8')).toContain("'of the failed test'")
  },
)

test.skipIf(!hasPostgres)('what is kept between runs is shown and cleared by the command line', async () => {
  const portside = 'node_modules/.bin/portside'
  const cache = async (...args: readonly string[]) => (await run([portside, 'cache', ...args], 'cleared')).output
  const { code, output } = await run([portside, 'run', '--', process.execPath, '--test', 'node/a.test.cjs'], 'cleared')
  expect(code, output).toBe(0)
  expect(await cache()).toMatch(/postgres +PostgreSQL \d+[.\d]*, with 1 migrated database of /)
  expect(await cache('clear')).toMatch(/Removed \d+ MB from /)
  expect(await cache()).toContain('Nothing is kept in ')
})
