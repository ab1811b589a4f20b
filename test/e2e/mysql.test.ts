import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hasMysql, reason } from '../../packages/mysql/test/support/installed-mysql'
import { createProject, type Project } from '../support/create-project'
import { runProgram } from '../support/run-program'

let project: Project

beforeAll(async () => {
  if (!hasMysql) return
  project = await createProject(['@portside/mysql', '@portside/service-kit', 'vitest@4.1.12', 'jest@30.5.2'])
  await project.write({
    'schema.sql':
      "create table notes (id int auto_increment primary key, text text); insert into notes (text) values ('seeded');",
    'server.cjs': server,
    'services.cjs': `
      const { command, defineServices } = require('portside')
      const { database, mysql } = require('@portside/mysql')
      const server = mysql()
      const db = database(server, { migrate: './schema.sql', reset: 'test', keepOnFailure: 'failures' })
      const api = command('node server.cjs', { needs: { db }, env: ({ db }) => ({ DATABASE_URL: db.url }), ready: '/health' })
      module.exports = defineServices({ server, db, api })`,
    'vitest.config.mjs': `
      import { portside } from 'portside/vitest'
      export default { plugins: [portside({ services: './services.cjs' })], test: { include: ['vitest/*.test.mjs'], maxWorkers: 2 } }`,
    'vitest/a.test.mjs': vitestFile,
    'vitest/b.test.mjs': vitestFile,
    'jest.config.cjs': `
      const { portside } = require('portside/jest')
      module.exports = portside({ services: './services.cjs' }, { testMatch: ['**/jest/*.test.cjs'], maxWorkers: 2 })`,
    'jest/a.test.cjs': jestFile,
    'jest/b.test.cjs': jestFile,
  })
}, 300_000)
afterAll(() => project?.remove())

// An app with a pool that outlives the tests, and a prepared statement.
const server = `
  const { createServer } = require('node:http')
  const { createPool } = require('mysql2/promise')
  const pool = createPool(process.env.DATABASE_URL)
  createServer(async (request, response) => {
    try {
      if (request.method === 'POST') await pool.execute('insert into notes (text) values (?)', [request.url])
      const [rows] = request.url === '/health' ? [[]] : await pool.execute('select id, text from notes order by id')
      response.end(JSON.stringify(rows.map(({ id, text }) => id + ' ' + text)))
    } catch (error) {
      response.statusCode = 500
      response.end(String(error))
    }
  }).listen(Number(process.env.PORT), process.env.HOST)`

const wanted = `['1 seeded', '2 of the file']`

const vitestFile = `
  import { expect } from 'vitest'
  import { withServices } from 'portside/vitest'
  import services from '../services.cjs'
  const test = withServices(services)
  const read = async (api) => (await api.fetch('/')).json()
  test.beforeAll(async ({ db }) => { await db.query("insert into notes (text) values ('of the file')") })
  test.beforeEach(async ({ api }) => { expect(await read(api)).toEqual(${wanted}) })
  for (const name of ['one', 'two', 'three'])
    test(name, async ({ api, db }) => {
      await api.fetch('/of-test', { method: 'POST' })
      expect((await read(api)).at(-1)).toBe('3 /of-test')
      expect(await db.changes()).toEqual({ notes: { inserted: 1, updated: 0, deleted: 0 } })
    })
  test.runIf(process.env.FAILS)('fails', async ({ api, db }) => {
    await db.query("insert into notes (text) values ('of the failed test')")
    await db.query('select * from no_such_table')
  })`

const jestFile = `
  const { setupServices } = require('portside/jest')
  const services = setupServices(require('../services.cjs'))
  const read = async () => (await services.api.fetch('/')).json()
  beforeAll(async () => { await services.db.query("insert into notes (text) values ('of the file')") })
  beforeEach(async () => { expect(await read()).toEqual(${wanted}) })
  for (const name of ['one', 'two'])
    test(name, async () => {
      await services.api.fetch('/of-test', { method: 'POST' })
      expect((await read()).at(-1)).toBe('3 /of-test')
    })`

test.skipIf(!hasMysql).each([
  ['Vitest', ['vitest', 'run'], '6 passed'],
  ['Jest', ['jest'], '4 passed'],
] as const)(
  `%s: every test begins with the same rows, under an app with a pool, ${reason}`,
  async (_, argv, passed) => {
    const [program, ...args] = argv
    const env = { PORTSIDE_CACHE: join(project.directory, 'cache') }
    const path = join(project.directory, 'node_modules/.bin', program)
    const { code, output } = await runProgram([path, ...args], { cwd: project.directory, env }).ended
    expect(output).toContain(passed)
    expect(output).not.toMatch(/root:[\w-]{8,}@/)
    expect(code).toBe(0)
  },
)

test.skipIf(!hasMysql)(
  'a failed test comes with the tables that it changed, the errors of SQL, and a file with the rows',
  async () => {
    const env = { PORTSIDE_CACHE: join(project.directory, 'cache'), FAILS: '1' }
    const line = [join(project.directory, 'node_modules/.bin/vitest'), 'run', 'vitest/a.test.mjs']
    const { code, output } = await runProgram(line, { cwd: project.directory, env }).ended
    expect(code).not.toBe(0)
    expect(output).toContain('db when the test failed')
    expect(output).toContain('Changed by the test: notes (1 inserted)')
    expect(output).toMatch(/SQL errors of the server: 1[^]*\(error 1146, 42S02\)[^]*select \* from no_such_table/)
    const [, file = ''] = /"\$MYSQL_DATABASE" < '(\S+\.sql)'/.exec(output) ?? []
    expect(readFileSync(join(project.directory, file), 'utf8')).toContain("'of the failed test'")
    expect(output).not.toMatch(/root:[\w-]{8,}@/)
  },
)

test.skipIf(!hasMysql)(
  'a test file that names the package loads no driver and no part that starts servers',
  async () => {
    const script = `
    const before = new Set(process.moduleLoadList)
    await import('@portside/mysql')
    const added = process.moduleLoadList.filter((name) => !before.has(name))
    console.log(JSON.stringify(added.filter((name) => /NativeModule (net|child_process|crypto|os)$/.test(name))))`
    const line = [process.execPath, '--input-type=module', '--eval', script]
    const { output } = await runProgram(line, { cwd: project.directory }).ended
    expect(output.trim()).toBe('[]')
  },
)
