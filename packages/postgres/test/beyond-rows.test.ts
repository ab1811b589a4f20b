import { tmpdir } from 'node:os'
import postgresDriver from 'postgres'
import { afterAll, expect, onTestFinished, test, vi } from 'vitest'
import { ownCache } from '../../../test/support/own-cache'
import { createServiceStore } from '../../core/src/lifecycle/service-store'
import { createRun } from '../../core/src/run/run'
import { openClient } from '../src/client'
import { database, type DatabaseHandle, postgres, type ResettableHandle, type ResettableOptions } from '../src/index'
import { waitUntilIdle } from '../src/reset/busy'
import { createSnapshots } from '../src/reset/snapshots'
import { anyPostgres } from './support/any-postgres'

// Each of these is restored, or named by a warning or an error, or left as the README says.

anyPostgres()
ownCache()
const store = createServiceStore({ run: createRun(), keeps: ['run'], directory: tmpdir() })
afterAll(() => store.close())
const server = postgres({ settings: { max_prepared_transactions: 4 } })
const schema = `create table notes (id serial primary key, text text);
  select lo_from_bytea(9001, 'of the seed'), lo_from_bytea(9002, repeat('long ', 2000)::bytea);
  create schema app;
  create role app_of_tests;
  do $$ begin
    execute format('alter database %I set search_path to app, public', current_database());
    execute format('alter role app_of_tests in database %I set work_mem to %L', current_database(), '5MB');
    execute format('alter role app_of_tests in database %I set role = app_of_tests', current_database());
    execute format('alter database %I set temp_tablespaces to %L, %L', current_database(), '', 'of "x", y');
    execute format('alter database %I set app.path to %L', current_database(), E'c:\\\\it''s, "here"');
  end $$`
let workers = 0

/** A database of a worker of its own, an app with one connection, and the moments of its tests. */
async function open(options: Omit<ResettableOptions, 'reset'> = {}) {
  const keys = { worker: String((workers += 1)), file: 'a' }
  const migrate = {
    run: async ({ query }: { query: (sql: string) => Promise<unknown> }) => query(schema),
    key: '1',
  }
  const share = await store.acquire(database(server, { ...options, migrate, reset: 'test' }), keys, 'db')
  const db = share.handle as ResettableHandle
  const app = postgresDriver(db.url, { max: 1, onnotice: () => undefined, connection: { application_name: 'api' } })
  onTestFinished(async () => {
    await app.end({ timeout: 1 })
    await share.release()
  })
  return { db, app, begin: (name: string) => store.followTest(keys, { kind: 'test', file: 'a', test: name }) }
}

/** Collects the lines of warnings that this process prints. */
function collectWarnings(): string[] {
  const lines: string[] = []
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    if (String(text).includes('PORTSIDE_RESET')) lines.push(String(text))
    return true
  })
  onTestFinished(() => write.mockRestore())
  return lines
}

const objects =
  'select oid::int, md5(lo_get(oid)) as content, length(lo_get(oid)) as length from pg_largeobject_metadata order by oid'

test('large objects are restored', async () => {
  const { db, app, begin } = await open()
  await begin('one')
  const seed = [...(await app.unsafe(objects))]
  expect(seed).toMatchObject([
    { oid: 9001, length: 11 },
    { oid: 9002, length: 10_000 },
  ])
  for (const deed of [
    "select lo_from_bytea(0, 'new')",
    'select lo_unlink(9001)',
    "select lo_put(9001, 3, 'changed, and longer than before')",
    'select lo_truncate(lo_open(9002, 131072), 4), lo_unlink(9001), lo_create(9003)',
    "insert into notes (text) values ('row'); select lo_put(9002, 5000, 'in the middle')",
  ]) {
    await app.unsafe(deed)
    expect([...(await app.unsafe(objects))]).not.toEqual(seed)
    await begin(`after ${deed}`)
    expect([...(await app.unsafe(objects))], deed).toEqual(seed)
  }
  await app`select lo_create(9004)`
  await db.snapshot('with another')
  const kept = [...(await app.unsafe(objects))]
  await app`select lo_unlink(9004), lo_unlink(9001)`
  await db.restore('with another')
  expect([...(await app.unsafe(objects))]).toEqual(kept)
  await db.reset()
  expect([...(await app.unsafe(objects))]).toEqual(seed)
})

test('a large object that a transaction has locked is not waited for without end', async () => {
  const share = await store.acquire(database(server, { scope: 'worker' }), { worker: 'locked' }, 'db')
  const db = share.handle as DatabaseHandle
  const client = await openClient(db, { max: 1 })
  const held = postgresDriver(db.url, { max: 1, onnotice: () => undefined })
  onTestFinished(async () => {
    await held.end({ timeout: 1 })
    await client.close()
    await share.release()
  })
  await db.query("select lo_from_bytea(9001, 'of the seed')")
  const snapshots = await createSnapshots(client, undefined)
  const seed = await snapshots.take()
  await db.query("select lo_put(9001, 0, 'changed')")
  await held.unsafe("begin; select lo_put(9001, 3, 'held')")
  await expect(snapshots.restore(seed, 50)).rejects.toMatchObject({ code: '55P03' })
  await held.unsafe('rollback')
  await snapshots.restore(seed, 50)
  expect(await db.query("select convert_from(lo_get(9001), 'UTF8') as text")).toEqual([{ text: 'of the seed' }])
})

test('settings of the database that `migrate` makes are those of each copy, and a changed one is named', async () => {
  const { db, app, begin } = await open()
  const settings = () =>
    app`select rolname, setconfig from pg_db_role_setting s join pg_database d on d.oid = setdatabase
      left join pg_roles r on r.oid = setrole where datname = current_database() order by setrole`
  const seed = [
    {
      rolname: null,
      setconfig: [
        'search_path=app, public',
        'temp_tablespaces="", "of ""x"", y"',
        String.raw`app.path=c:\it's, "here"`,
      ],
    },
    { rolname: 'app_of_tests', setconfig: ['work_mem=5MB', 'role=app_of_tests'] },
  ]
  expect([...(await settings())]).toEqual(seed)
  expect([...(await app`show search_path`)]).toEqual([{ search_path: 'app, public' }])
  await begin('one')
  await app.unsafe(`alter database ${db.database} set work_mem = '6MB'`)
  await expect(begin('two')).rejects.toThrow(/the test "one" changed the schema[^]*setting of the database changed/)
  await begin('three')
  expect([...(await settings())]).toEqual(seed)
})

test('the report of a database that was made anew counts its tables, and not its large objects', async () => {
  const { db, app, begin } = await open({ onSchemaChange: 'recreate' })
  await begin('one')
  await app`alter table notes add column at int`
  expect(await db.reset()).toMatchObject({ tables: 1, rows: 0 })
})

test('roles and databases, which are those of the whole server, are not restored, and fail no test of any worker', async () => {
  const { db, app, begin } = await open()
  const other = await open()
  await begin('one')
  await other.begin('one')
  await app`create role auditor`
  await app`grant pg_monitor to app_of_tests`
  await app`alter role app_of_tests set statement_timeout to 4000`
  await app`create database of_a_test`
  await begin('two')
  await other.begin('two')
  expect(await db.query("select rolname, rolconfig from pg_roles where rolname !~ '^pg_' order by 1")).toEqual([
    { rolname: 'app_of_tests', rolconfig: ['statement_timeout=4000'] },
    { rolname: 'auditor', rolconfig: null },
    { rolname: 'postgres', rolconfig: null },
  ])
})

test('a temporary table of a connection that stays open is named, and a session setting stays', async () => {
  const { app, begin } = await open()
  const warnings = collectWarnings()
  await begin('one')
  await app`create temporary table left_behind (id int)`
  await app`set work_mem = '7MB'`
  await app.begin(async (sql) => sql`create temporary table gone (id int) on commit drop`)
  await begin('two')
  await begin('three')
  expect(warnings).toEqual([
    expect.stringMatching(/the test "one" has left .*: a connection keeps the temporary table left_behind/),
  ])
  expect([...(await app`show work_mem`)]).toEqual([{ work_mem: '7MB' }])
})

test('a prepared transaction is named, or rolled back', async () => {
  const { app, begin } = await open({ waitMs: 100 })
  await begin('one')
  await app.unsafe("begin; insert into notes (text) values ('x'); prepare transaction 'it''s left'")
  const failing = begin('two')
  await expect(failing).rejects.toThrow(/1 transaction is still open[^]*prepared transaction "it's left", \d+ ms/)
  await expect(failing).rejects.toThrow("`busy: 'terminate'` ends such transactions instead.")
  await app.unsafe("rollback prepared 'it''s left'")
  await begin('three')
  const other = await open({ waitMs: 5000, busy: 'terminate' })
  await other.begin('one')
  await other.app.unsafe("begin; lock notes; insert into notes (text) values ('x'); prepare transaction 'it''s left'")
  await expect(other.db.changes()).rejects.toThrow(
    /the changes cannot be read: a transaction holds a lock[^]*prepared transaction "it's left", \d+ ms/,
  )
  await other.begin('two')
  expect([...(await other.app`select count(*)::int as count from notes`)]).toEqual([{ count: 0 }])
  expect([...(await other.app`select gid from pg_prepared_xacts`)]).toEqual([])
})

test('a prepared transaction that its coordinator commits meanwhile is no error', async () => {
  const { db, app } = await open()
  const { query: queryDb, close } = await openClient(db, { max: 1 })
  onTestFinished(close)
  await app.unsafe("begin; insert into notes (text) values ('x'); prepare transaction 'of a coordinator'")
  const query: typeof queryDb = async (text, params) => {
    if (text.startsWith('rollback prepared')) await app.unsafe("commit prepared 'of a coordinator'")
    return queryDb(text, params)
  }
  await waitUntilIdle(query, { service: 'db', busy: 'terminate', waitMs: 5000 })
  expect([...(await app`select text from notes`)]).toEqual([{ text: 'x' }])
})

test('a prepared transaction that the user may not roll back is named, with the words of the server', async () => {
  const { db, app } = await open()
  await app.unsafe("create role without_rights login password 'secret'")
  const { query, close } = await openClient({ ...db, user: 'without_rights', password: 'secret' }, { max: 1 })
  onTestFinished(async () => {
    await close()
    await app.unsafe("rollback prepared 'of another'")
    await app.unsafe('drop role without_rights')
  })
  await app.unsafe("begin; insert into notes (text) values ('x'); prepare transaction 'of another'")
  const waiting = waitUntilIdle(query, { service: 'db', busy: 'terminate', waitMs: 100 })
  await expect(waiting).rejects.toMatchObject({ code: 'E_NOT_READY' })
  await expect(waiting).rejects.toThrow(/prepared transaction "of another"[^]*permission denied/)
  await expect(waiting).rejects.not.toThrow('terminate')
})

test('a database with a prepared transaction is dropped', async () => {
  const { db } = await open()
  const share = await store.acquire(database(server, { scope: 'worker' }), { worker: 'prepared' }, 'other')
  const other = share.handle as DatabaseHandle
  await other.query('create table one (id int)')
  const app = postgresDriver(other.url, { max: 1, onnotice: () => undefined })
  await app.unsafe("begin; insert into one values (1); prepare transaction 'of the app'")
  await app.end({ timeout: 1 })
  await share.release()
  const found = () => db.query('select datname from pg_database where datname = $1', [other.database])
  await vi.waitFor(async () => expect(await found()).toEqual([]), 10_000)
})
