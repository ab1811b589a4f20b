import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgresDriver from 'postgres'
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { ownCache } from '../../../test/support/own-cache'
import { createServiceStore } from '../../core/src/lifecycle/service-store'
import { createRun } from '../../core/src/run/run'
import { database, postgres, type PostgresHandle, type ResettableHandle, type ResettableOptions } from '../src/index'
import { anyPostgres } from './support/any-postgres'

// The log of a server that runs already is not read, nor is that of one before PostgreSQL 15: every table may have changed.

anyPostgres()
ownCache()
const keys = { worker: '1', file: 'a' }
const store = createServiceStore({ run: createRun(), keeps: ['run'], directory: tmpdir() })
let server: PostgresHandle
beforeAll(async () => {
  server = (await store.acquire(postgres())).handle as PostgresHandle
  return () => store.close()
})

const schema = `create table customers (id serial primary key, name text); create table notes (text text);
  create table files (copy text, name text); insert into files values ('same', 'of the seed');
  insert into customers (name) values ('Ann'), ('Bob'); insert into notes values ('one')`

/** A database, and the moments of its tests. */
async function open(options: Omit<ResettableOptions, 'reset'>) {
  const migrate = { run: async ({ query }: { query: (sql: string) => Promise<unknown> }) => query(schema), key: '1' }
  const share = await store.acquire(
    database(postgres({ existing: server.url }), { ...options, migrate, reset: 'test' }),
    keys,
    'db',
  )
  onTestFinished(() => share.release())
  const begin = (name: string, file = 'a') => store.followTest(keys, { kind: 'test', file, test: name })
  return { db: share.handle as ResettableHandle, begin }
}

test('a file that adds no rows keeps no copies, and a changed schema is made anew for it', async () => {
  const { db, begin } = await open({ onSchemaChange: 'recreate' })
  const copies = "select count(*)::int as count from pg_class where relname like 'portside_copy_%'"
  await begin('one', 'a')
  await begin('two', 'b')
  expect(await db.query(copies)).toEqual([{ count: 3 }])
  await db.query('drop table notes')
  await begin('three', 'b')
  expect(await db.query('select * from notes')).toEqual([{ text: 'one' }])
})

test('a file that has added rows has these before each of its tests', async () => {
  const { db, begin } = await open({})
  await begin('one', 'a')
  await store.followTest(keys, { kind: 'file', file: 'b' })
  await db.query("insert into notes values ('of the file'); update files set name = 'of the file'")
  await begin('two', 'b')
  await db.query('delete from notes; delete from customers; delete from files')
  await begin('three', 'b')
  expect(await db.query('select * from notes order by 1')).toEqual([{ text: 'of the file' }, { text: 'one' }])
  expect(await db.query('select count(*)::int as count from customers')).toEqual([{ count: 2 }])
  // The column `copy` is not the row of the copy.
  expect(await db.query('select * from files')).toEqual([{ copy: 'same', name: 'of the file' }])
})

test('an open transaction is named while a test has stopped the clock', async () => {
  const { db, begin } = await open({ waitMs: 100 })
  await begin('one')
  const held = postgresDriver(db.url, { max: 1, onnotice: () => undefined })
  onTestFinished(() => held.end({ timeout: 1 }))
  await held.unsafe("begin; insert into notes values ('open')")
  // The driver needs `setImmediate`.
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] })
  const failure = await begin('two')
    .catch((error: unknown) => error)
    .finally(() => vi.useRealTimers())
  expect(failure).toMatchObject({ code: 'E_NOT_READY' })
})

test('the rows that are kept of a failed test are those of the tables that it changed', async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'postgres-comparing-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const { db, begin } = await open({ keepOnFailure: folder })
  await begin('fails')
  await db.query("insert into notes values ('of the test')")
  await store.describeFailure(keys, { file: 'a', test: 'fails' })
  const sql = readFileSync(join(folder, readdirSync(folder)[0] ?? ''), 'utf8')
  expect(sql).toContain('public.notes')
  expect(sql).not.toContain('public.customers')
})
