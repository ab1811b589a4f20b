import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import postgresDriver from 'postgres'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { createServiceStore } from '../../core/src/lifecycle/service-store'
import { createRun } from '../../core/src/run/run'
import { ownCache } from '../../../test/support/own-cache'
import { database, postgres, type ResettableHandle, type ResettableOptions } from '../src/index'
import { anyPostgres } from './support/any-postgres'
import { debianBinaries } from './support/debian-postgres'
import { resetSchema, wholeState } from './support/reset-schema'

anyPostgres()
ownCache()
const server = postgres()
const keys = { worker: '1', file: 'a' }
let folder: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'postgres-failed-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
})

/** The argument of a step, as far as these tests use it. */
interface Database {
  readonly query: (sql: string) => Promise<unknown>
}

/** A database of a run, an app, and the moments of a file's tests. */
async function open(options: Omit<ResettableOptions, 'reset'> = {}) {
  const store = createServiceStore({ run: createRun(), keeps: ['run'], directory: folder })
  onTestFinished(() => store.close())
  const migrate = {
    run: async ({ query }: Database) => query(resetSchema),
    key: '1',
  }
  const share = await store.acquire(database(server, { migrate, reset: 'test', ...options }), keys, 'shop')
  const db = share.handle as ResettableHandle
  const app = postgresDriver(db.url, { max: 2, onnotice: () => undefined })
  onTestFinished(() => app.end({ timeout: 1 }))
  const file = '4711:/project/test/notes.test.ts'
  return {
    db,
    app,
    begin: (name: string) => store.followTest(keys, { kind: 'test', file, test: name }),
    describe: async (name: string, of = file) =>
      (await store.describeFailure(keys, { file: of, test: name }))[0]?.text ?? '',
  }
}

test('a failed test comes with its own SQL errors and the tables that it changed', async () => {
  const { app, begin, describe } = await open()
  await begin('before')
  await expect(app`select * from of_the_test_before`).rejects.toThrow()
  await begin('fails')
  expect(await describe('fails')).toBe('')
  await app`insert into log values ('one'), ('two')`
  await app`delete from scratch where id = 1`
  await expect(app`insert into customers (name)\n  values (${'customer 1'})`).rejects.toThrow()
  await expect(app`select ${'x'}::int`).rejects.toThrow()
  const lines = (await describe('fails')).split('\n')
  expect(lines).toEqual([
    'Changed by the test: public.log (2 inserted), public.scratch (1 deleted)',
    'SQL errors of the server: 2',
    '  duplicate key value violates unique constraint "customers_name_key"',
    '    Key (name)=(customer 1) already exists.',
    '    insert into customers (name) values ($1)',
    '  invalid input syntax for type integer: "x"',
    ...lines.slice(6),
  ])
  expect(lines.at(-1)).toContain('select $1::int')
})

test('errors of another database of the same server are not those of this one', async () => {
  const { db, begin, describe } = await open()
  await begin('fails')
  const url = new URL(db.url)
  url.pathname = '/postgres'
  const other = postgresDriver(url.href, { max: 1, onnotice: () => undefined })
  await expect(other`select * from nothing_here`).rejects.toThrow()
  await other.end()
  expect(await describe('fails')).toBe('')
})

test('a changed schema is named', async () => {
  const { app, begin, describe } = await open()
  await begin('fails')
  await app`alter table log add column at int`
  expect(await describe('fails')).toBe('Changed the schema: column log.at added')
})

test('the rows are kept as SQL, which gives them to a database that was seeded in the same way', async () => {
  const { app, begin, describe } = await open({ keepOnFailure: 'failures' })
  await app`insert into log values ('of the file')`
  await begin('adds: a "customer"')
  await app`insert into customers (name) values (${"O'Neill \\ \n é"})`
  await app`update orders set data = '{"a": ["b", null]}' where id = 1`
  await app`delete from events where at > 500`
  await app`select nextval('tickets')`
  const words = await describe('adds: a "customer"')
  const [path = ''] = readdirSync(join(folder, 'failures'))
  expect(path).toMatch(/^shop-notes\.test\.ts-adds-a-customer--[\da-f]{8}\.sql$/)
  expect(words).toMatch(/Rows kept in \S+\.sql\. Load them .*: psql "\$DATABASE_URL" -f '\S+\.sql'$/)
  const file = join(folder, 'failures', path)
  const sql = readFileSync(file, 'utf8')
  expect(sql).not.toContain('public.items')
  const failed = [...(await app.unsafe(wholeState))].filter(({ name }) => name !== 'totals')
  const fresh = await open()
  const one = postgresDriver(fresh.db.url, { max: 1, onnotice: () => undefined })
  onTestFinished(() => one.end())
  await (debianBinaries === undefined
    ? one.unsafe(sql)
    : promisify(execFile)(join(debianBinaries, 'psql'), [fresh.db.url, '-v', 'ON_ERROR_STOP=1', '-f', file]))
  expect([...(await fresh.app.unsafe(wholeState))].filter(({ name }) => name !== 'totals')).toEqual(failed)
})

test('the rows of a table with more columns than a function has arguments are kept', async () => {
  const columns = Array.from({ length: 120 }, (_, index) => `"column ${index}" text default ${index}`)
  const migrate = {
    run: async ({ query }: Database) => query(`create table wide (id int primary key, ${columns.join(', ')})`),
    key: '1',
  }
  const { app, begin, describe } = await open({ migrate, keepOnFailure: 'failures' })
  await begin('fails')
  await app`insert into wide (id, "column 1") values (1, null)`
  expect(await describe('fails')).toContain('Rows kept in')
  const [path = ''] = readdirSync(join(folder, 'failures'))
  const sql = readFileSync(join(folder, 'failures', path), 'utf8')
  expect(sql).toContain("('1', '0', NULL, '2', '3',")
  const failed = [...(await app`select * from wide`)]
  const one = await app.reserve()
  await one.unsafe(sql)
  one.release()
  expect([...(await app`select * from wide`)]).toEqual(failed)
})

test('a table that a transaction has locked holds up neither a failed test nor those that follow', async () => {
  const { db, app, begin, describe } = await open({ busy: 'terminate', keepOnFailure: 'failures' })
  await begin('fails')
  await app`insert into log values ('one')`
  const held = postgresDriver(db.url, { max: 1, onnotice: () => undefined, connection: { application_name: 'api' } })
  onTestFinished(() => held.end({ timeout: 1 }))
  await held.unsafe('begin; truncate log')
  expect(await describe('fails')).toBe('The changes could not be read: a transaction holds a lock.')
  const naming = /: a transaction holds a lock[^]*pid \d+, app "api", \d+ ms: begin; truncate log/
  await expect(db.changes()).rejects.toMatchObject({ code: 'E_NOT_READY', message: expect.stringMatching(naming) })
  await expect(db.changes()).rejects.toThrow('Commit the transaction with the lock, or roll it back, and try again.')
  await begin('next')
  expect(await app`select count(*)::int as count from log`).toEqual([{ count: 50 }])
})

test('`true` keeps the rows in the folder of PORTSIDE_OUTPUT, and without one the failure says how', async () => {
  const without = await open({ keepOnFailure: true })
  await without.begin('fails')
  await without.app`delete from log`
  expect(await without.describe('fails')).toContain('set PORTSIDE_OUTPUT to a folder, or `keepOnFailure`')
  vi.stubEnv('PORTSIDE_OUTPUT', join(folder, 'output'))
  onTestFinished(() => void vi.unstubAllEnvs())
  const { app, begin, describe } = await open({ keepOnFailure: true })
  await begin('fails')
  await app`delete from log`
  expect(await describe('fails')).toContain('Rows kept in')
  const [run = ''] = readdirSync(join(folder, 'output'))
  expect(readdirSync(join(folder, 'output', run))).toContainEqual(
    expect.stringMatching(/^shop-notes\.test\.ts-fails-[\da-f]{8}\.sql$/),
  )
})

test('each test has a file of its own, which a later run replaces', async () => {
  const { app, begin, describe } = await open({ keepOnFailure: 'failures' })
  await begin('fails')
  await app`delete from log`
  const long = 'a name that goes on '.repeat(10)
  const names = ['добавляет', 'удаляет', `${long} and adds`, `${long} and deletes`]
  for (const name of names) await describe(name)
  const kept = readdirSync(join(folder, 'failures'))
  expect(kept).toHaveLength(4)
  expect(Math.max(...kept.map((name) => name.length))).toBeLessThan(140)
  await describe('удаляет', '4712:/project/test/notes.test.ts')
  expect(readdirSync(join(folder, 'failures'))).toEqual(kept)
  await describe('удаляет', '4712:/project/other/notes.test.ts')
  expect(readdirSync(join(folder, 'failures'))).toHaveLength(5)
})

test('the command that loads the rows can be run with any folder', async () => {
  const { app, begin, describe } = await open({ keepOnFailure: "Ann's $HOME failures" })
  await begin('fails')
  await app`delete from log`
  const [, command = ''] = /psql "\$DATABASE_URL" -f (.*)$/m.exec(await describe('fails')) ?? []
  const { stdout } = await promisify(execFile)('sh', ['-c', `ls ${command}`])
  expect(stdout).toContain("Ann's $HOME failures/shop-notes")
  const inFile = /psql "\$DATABASE_URL" -f (.*)$/m.exec(readFileSync(stdout.trim(), 'utf8'))
  expect((await promisify(execFile)('sh', ['-c', `ls ${inFile?.[1]}`])).stdout).toContain('failures/shop-notes')
})
