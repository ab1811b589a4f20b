import { tmpdir } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import postgresDriver from 'postgres'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { ownCache } from '../../../test/support/own-cache'
import { createServiceStore } from '../../core/src/lifecycle/service-store'
import { createRun } from '../../core/src/run/run'
import { database, postgres, type ResettableHandle } from '../src/index'
import { anyPostgres } from './support/any-postgres'

anyPostgres()
ownCache()
const store = createServiceStore({ run: createRun(), keeps: ['run'], directory: tmpdir() })
afterAll(() => store.close())
const server = postgres()
let workers = 0

/** A database of a worker of its own with a schema, an app, and the moments of its tests. */
async function open(schema: string) {
  const keys = { worker: String((workers += 1)), file: 'a' }
  const migrate = { run: async ({ query }: { query: (sql: string) => Promise<unknown> }) => query(schema), key: schema }
  const share = await store.acquire(database(server, { migrate, reset: 'test' }), keys, 'db')
  const db = share.handle as ResettableHandle
  const app = postgresDriver(db.url, { max: 1, onnotice: () => undefined })
  onTestFinished(async () => {
    await app.end({ timeout: 1 })
    await share.release()
  })
  return {
    db,
    app,
    beginFile: () => store.followTest(keys, { kind: 'file', file: 'a' }),
    begin: (name: string) => store.followTest(keys, { kind: 'test', file: 'a', test: name }),
  }
}

test('a materialized view is fresh before each test, also one that was filled since', async () => {
  const { app, begin, beginFile } = await open(`create table notes (text text);
    create materialized view seen as select text from notes;
    create materialized view later as select text from notes with no data;
    insert into notes values ('seeded')`)
  await beginFile()
  await app`refresh materialized view later`
  await app`insert into notes values ('of the file')`
  for (const name of ['one', 'two', 'three']) {
    await begin(name)
    for (const view of ['seen', 'later'])
      expect([view, ...(await app`select text from ${app(view)} order by text`)]).toEqual([
        view,
        { text: 'of the file' },
        { text: 'seeded' },
      ])
    await app`insert into notes values (${name})`
    await app`refresh materialized view seen`
    await app`refresh materialized view later`
  }
})

test('an event trigger does not see a reset', async () => {
  const { db, app, begin } = await open(`create table ddl (tag text); create table notes (text text);
    create function note() returns event_trigger language plpgsql as $$ begin
      insert into public.ddl values (tg_tag); raise warning 'seen'; end $$;
    create event trigger noting on ddl_command_end execute function note()`)
  for (const name of ['one', 'two']) {
    await begin(name)
    expect(await app`select * from ddl`).toEqual([])
    await app`insert into notes values ('new')`
    await db.snapshot(name)
    expect(await app`select * from ddl`).toEqual([])
    await db.restore(name)
  }
  expect(await app`select * from ddl`).toEqual([])
})

test('rows without a column that can be written are restored', async () => {
  const { db, app, begin } =
    await open(`create table bare (); insert into bare default values; insert into bare default values;
    create table computed (five int generated always as (5) stored); insert into computed default values`)
  await begin('one')
  await app`delete from bare`
  await app`insert into computed default values`
  expect(await db.changes()).toMatchObject({ 'public.bare': { deleted: 2 }, 'public.computed': { inserted: 1 } })
  await begin('two')
  expect(await app`select count(*)::int from bare`).toEqual([{ count: 2 }])
  expect(await app`select five from computed`).toEqual([{ five: 5 }])
})

test('a service that creates its tables when it starts is named, with the place for them', async () => {
  const { app, beginFile, begin } = await open('create table notes (text text)')
  await app`create table if not exists sessions (id text)`
  await expect(beginFile()).rejects.toThrow(
    /a service that was started, or a hook, changed the schema[^]*table sessions added[^]*A service may create its tables when it starts: run its migrations in `migrate`\./,
  )
  await begin('one')
  expect(await app`select to_regclass('sessions') as found`).toEqual([{ found: null }])
})

test('a reset has settings of its own', async () => {
  const setting = "default_transaction_read_only to 'on'"
  const { db, app } = await open(`create table notes (text text); insert into notes values ('seeded');
    do $$ begin execute format('alter database %I set ${setting.replaceAll("'", "''")}', current_database()); end $$`)
  await app.unsafe('begin; set transaction read write; delete from notes; commit')
  expect(await db.changes()).toEqual({ 'public.notes': { inserted: 0, updated: 0, deleted: 1 } })
  await db.reset()
  expect(await app`select text from notes`).toEqual([{ text: 'seeded' }])
})

test.each([0, 50])(
  'a cut of the connection that keeps the rows is named (after %d ms), and the next test begins with the seed',
  async (ms) => {
    const { app, begin } = await open(`create table notes (text text); insert into notes values ('seeded')`)
    await begin('one')
    await app`delete from notes`
    await app`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`
    await delay(ms)
    await expect(begin('two')).rejects.toThrow(
      /the connection that keeps its rows was closed[^]*A test that ends the connections of others, as by pg_terminate_backend, must leave this one out: and application_name <> 'portside reset'/,
    )
    await begin('three')
    await app`select 1`.catch(() => undefined)
    expect(await app`select text from notes`).toEqual([{ text: 'seeded' }])
  },
)
