import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { start } from '../../packages/core/src/index'
import { driver } from '../../packages/postgres/test/support/driver'
import { database, postgres } from '../../packages/postgres/src/index'
import { createFolder } from '../support/create-folder'
import { createProject, type Project } from '../support/create-project'
import { ownCache } from '../support/own-cache'
import { repositoryRoot } from '../support/repository-root'
import { runProgram } from '../support/run-program'

const debian = '/usr/lib/postgresql'
const hasPostgres = existsSync(debian) && readdirSync(debian).length > 0

/** Steps that run SQL, with a text as their key. */
const steps = (sql: string) => ({
  run: async ({ query }: { readonly query: (sql: string) => Promise<unknown> }) => query(sql),
  key: sql,
})

describe.skipIf(!hasPostgres)(`what people report of databases in tests (skipped: no PostgreSQL in ${debian})`, () => {
  test('300 resets under an app that writes and reads all the time: no deadlock, no error, the seed each time', async () => {
    const schema = `
      create table parents (id serial primary key, name text not null);
      create table children (id serial primary key, parent int not null references parents on delete cascade, name text);
      insert into parents (name) select 'seed ' || n from generate_series(1, 50) n;
      insert into children (parent, name) select n, 'seed' from generate_series(1, 50) n`
    const db = await start(database(postgres(), { migrate: steps(schema), reset: 'test', scope: 'worker' }))
    const app = driver(db.url, { max: 10, onnotice: () => undefined })
    const errors: unknown[] = []
    const end = new AbortController()
    const work = async (writer: number): Promise<void> => {
      while (!end.signal.aborted) {
        await app
          .begin(async (sql) => {
            const [parent] = await sql`insert into parents (name) values (${`of ${writer}`}) returning id`
            await sql`insert into children (parent, name) values (${Number(parent?.['id'])}, 'new')`
            await sql`select count(*) from parents join children on children.parent = parents.id`
          })
          .catch((error: unknown) => errors.push(error))
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }
    const workers = [work(1), work(2), work(3)]
    const times: number[] = []
    for (let round = 0; round < 300; round += 1) {
      times.push((await db.reset()).ms)
      const [seed] = await app`select count(*)::int as count from parents join children on children.parent = parents.id
        where parents.name like 'seed%'`
      expect(seed).toEqual({ count: 50 })
    }
    end.abort()
    await Promise.all(workers)
    expect(errors).toEqual([])
    // The app holds its locks for some milliseconds: no reset may starve beside it, on a busy machine either.
    expect(Math.max(...times)).toBeLessThan(10_000)
    await app.end()
    await db.stop()
  })

  test('16 copies at once while others hold on to the template: 20 rounds without an error', async () => {
    const server = await start(postgres())
    const left: { readonly end: () => Promise<void> }[] = []
    const seed = {
      run: async ({ url, query }: { readonly url: string; readonly query: (sql: string) => Promise<unknown> }) => {
        await query('create table notes (id serial primary key)')
        // A pool that nobody closes, and that connects again.
        const pool = driver(url, { max: 3, onnotice: () => undefined, connection: { application_name: 'left open' } })
        left.push(pool)
        await pool.listen('changes', () => undefined)
      },
    }
    for (let round = 0; round < 20; round += 1) {
      const definition = database(postgres({ existing: server.url }), { migrate: { ...seed, key: `round ${round}` } })
      const copies = await Promise.all(Array.from({ length: 16 }, () => start(definition)))
      for (const copy of copies) expect(await copy.query('select count(*)::int from notes')).toEqual([{ count: 0 }])
      expect(new Set(copies.map(({ database: name }) => name)).size).toBe(16)
      await Promise.all(copies.map((copy) => copy.stop()))
    }
    await Promise.all(left.map((pool) => pool.end().catch(() => undefined)))
    await server.stop()
  })
})

/** Starts a database, prints what is in it, and ends. */
const startAndCount = `
  const [core, kit] = process.argv.slice(1)
  const { start } = await import(core)
  const { database, postgres } = await import(kit)
  const db = await start(database(postgres(), { migrate: './migrations' }))
  console.log('rows', JSON.stringify(await db.query('select max(round), count(*)::int from notes')))
  await db.stop()`
const entries = ['core', 'postgres'].map((name) => join(repositoryRoot, 'packages', name, 'dist/index.js'))

describe.skipIf(!hasPostgres)(`runs beside each other (skipped: no PostgreSQL in ${debian})`, () => {
  const cache = ownCache()

  test('8 processes that make the template of a new migration at once have whole copies of it', async () => {
    const rounds = Number(process.env['ROUNDS'] ?? 1)
    for (let round = 0; round < rounds; round += 1) {
      await using folder = await createFolder({
        'migrations/001_notes.sql': 'create table notes (round int, text text);',
        'migrations/002_rows.sql': `
          insert into notes select ${round}, 'first' from generate_series(1, 1000);
          select pg_sleep(0.2);
          insert into notes select ${round}, 'second' from generate_series(1, 1000);`,
      })
      const argv = [process.execPath, '--input-type=module', '-e', startAndCount, ...entries]
      const runs = Array.from({ length: 8 }, () =>
        runProgram(argv, { cwd: folder.path, env: { PORTSIDE_CACHE: cache } }),
      )
      const ended = await Promise.all(runs.map((run) => run.ended))
      for (const { code, output } of ended) {
        expect(output).toContain(`rows [{"max":${round},"count":2000}]`)
        expect(code).toBe(0)
      }
    }
  })
})

describe.skipIf(!hasPostgres)(`an app whose connections are cut (skipped: no PostgreSQL in ${debian})`, () => {
  let project: Project
  beforeAll(async () => {
    project = await createProject(['@portside/postgres', '@portside/service-kit', 'vitest@4.1.12', 'pg@8.16.3'])
    await project.write({
      // As many are written: no listener of errors, one client always checked out, and one that listens.
      'app.mjs': `
        import { createServer } from 'node:http'
        import pg from 'pg'
        const connectionString = process.env.DATABASE_URL
        const pool = new pg.Pool({ connectionString })
        const kept = await pool.connect()
        const listener = new pg.Client({ connectionString })
        await listener.connect()
        await listener.query('listen changes')
        createServer(async (request, response) => {
          const query = (sql) => (request.url === '/kept' ? kept : pool).query(sql)
          if (request.method === 'POST') await query("insert into notes (text) values ('new')")
          const { rows } = await query('select count(*)::int as count from notes')
          response.end(JSON.stringify({ pid: process.pid, count: rows[0].count }))
        }).listen(process.env.PORT, process.env.HOST)`,
      'services.mjs': `
        import { database, postgres } from '@portside/postgres'
        import { command, defineServices } from 'portside'
        const migrate = { run: ({ query }) => query('create table notes (id serial primary key, text text)'), key: '1' }
        const db = database(postgres(), { migrate, reset: 'test' })
        const api = command('node app.mjs', { needs: { db }, env: ({ db }) => ({ DATABASE_URL: db.url }), ready: '/' })
        export default defineServices({ db, api })`,
      'vitest.config.mjs': `
        import { portside } from 'portside/vitest'
        export default { plugins: [portside({ services: './services.mjs' })] }`,
      'app.test.mjs': `
        import { expect } from 'vitest'
        import { withServices } from 'portside/vitest'
        import services from './services.mjs'
        const test = withServices(services)
        let pid
        for (let round = 0; round < 50; round += 1)
          test('round ' + round, async ({ api }) => {
            const at = async (path, method) => (await api.fetch(path, { method })).json()
            const before = await at('/', 'GET')
            pid ??= before.pid
            expect(before).toEqual({ pid, count: 0 })
            expect(await at('/kept', 'POST')).toEqual({ pid, count: 1 })
            expect(await at('/', 'POST')).toEqual({ pid, count: 2 })
          })`,
    })
  }, 300_000)
  afterAll(() => project.remove())

  test('is the same process after 50 resets, and ends before its database, without noise', async () => {
    const run = runProgram(['node', 'node_modules/vitest/vitest.mjs', 'run'], { cwd: project.directory })
    const { code, output } = await run.ended
    expect(output).toContain('Tests  50 passed')
    expect(output).not.toMatch(/terminat|ECONNRESET|57P01|Unhandled/)
    expect(code).toBe(0)
  })
})
