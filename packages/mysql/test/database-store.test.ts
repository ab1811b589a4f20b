import { tmpdir } from 'node:os'
import { defineServices, override, type ServiceScope, start } from '@portside/core'
import mysqlDriver, { type Connection } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, expectTypeOf, test, vi } from 'vitest'
import { createServiceStore } from '../../core/src/lifecycle/service-store'
import { createRun } from '../../core/src/run/run'
import { database, type DatabaseHandle, mysql } from '../src/index'
import { hasMysql, reason } from './support/installed-mysql'
import { leftBehind, ownName } from '../../service-kit/test/support/left-behind'
import { ownCache } from '../../../test/support/own-cache'
import { resetSchema, stateOf } from './support/reset-schema'

ownCache()

describe.skipIf(!hasMysql)(`with a store, as a run has it, ${reason}`, () => {
  const server = mysql()
  const name = ownName('mysqlStore')
  let store: ReturnType<typeof createServiceStore>
  beforeAll(() => {
    defineServices({ [name]: server })
    store = createServiceStore({ run: createRun(), keeps: ['run', 'worker'], directory: tmpdir() })
  })
  afterAll(async () => {
    await store.close()
    expect(leftBehind(name)).toEqual([])
  })

  async function acquire<C, S extends ServiceScope>(
    definition: ReturnType<typeof database<'run', C, undefined, S>>,
    test = '',
  ) {
    const share = await store.acquire(definition, { worker: '1', file: 'a', test }, 'db')
    return { db: share.handle as DatabaseHandle<C>, release: share.release }
  }

  test('a database of each test has the same rows, whatever the tests before have done to the one that it gets', async () => {
    const definition = database(server, {
      scope: 'test',
      migrate: { run: async ({ query }) => void (await query(resetSchema)), key: resetSchema },
    })
    const names = new Set<string>()
    let seed: unknown
    for (let index = 0; index < 20; index += 1) {
      const { db, release } = await acquire(definition, String(index))
      names.add(db.database)
      const state = await stateOf(db.query)
      seed ??= state
      expect(state).toEqual(seed)
      await db.query("insert into customers (name) values ('new'); truncate log; delete from orders where id < 100")
      if (index === 10) await db.query('alter table log add column more int')
      await release()
    }
    expect(names.size).toBeLessThan(10)
  })

  test('sixteen at once have databases of their own', async () => {
    const definition = database(server, {
      scope: 'test',
      migrate: async ({ query }) => void (await query('create table items (id int auto_increment primary key)')),
    })
    const held = await Promise.all(Array.from({ length: 16 }, (_, index) => acquire(definition, `at once ${index}`)))
    expect(new Set(held.map(({ db }) => db.database)).size).toBe(16)
    for (const { db, release } of held) {
      await db.query('insert into items values ()')
      expect(await db.query('select id from items')).toEqual([{ id: 1 }])
      await release()
    }
  })

  test('of many databases that are given back at once, the server keeps as many as wait for a test', async () => {
    const definition = database(server, {
      scope: 'test',
      migrate: async ({ query }) => void (await query('create table kept (id int)')),
    })
    const held = await Promise.all(Array.from({ length: 9 }, (_, index) => acquire(definition, `kept ${index}`)))
    const { db, release } = await acquire(database(server))
    const having = async (): Promise<number> => {
      const [row] = await db.query<{ count: number }>(
        "select count(*) as count from information_schema.tables where table_name = 'kept' and table_schema like 'db\\_%'",
      )
      return row?.count ?? 0
    }
    expect(await having()).toBeGreaterThanOrEqual(9)
    for (const one of held) await one.release()
    await vi.waitFor(async () => expect(await having()).toBeLessThanOrEqual(3), { timeout: 20_000, interval: 50 })
    await release()
  })

  test('a connection that a step leaves open is cut, and knows nothing of the template', async () => {
    const warnings: string[] = []
    const noteWarning = ({ message }: Error): void => void warnings.push(message)
    process.on('warning', noteWarning)
    const lines: string[] = []
    const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => lines.push(String(text)) > 0)
    const left: Connection[] = []
    const definition = database(server, {
      migrate: async ({ url }) => {
        const connection = await mysqlDriver.createConnection(url)
        connection.on('error', () => undefined)
        left.push(connection)
        await connection.query('create table left_over (id int)')
      },
    })
    const { db, release } = await acquire(definition)
    expect(await db.query('select count(*) as n from left_over')).toEqual([{ n: 0 }])
    await expect(left[0]?.query('insert into left_over values (1)')).rejects.toBeDefined()
    await release()
    write.mockRestore()
    process.off('warning', noteWarning)
    const said = [...warnings, ...lines].filter((text) => text.includes('to the database open'))
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/connection \d+ from 127\.0\.0\.1:\d+/)
  })

  test('a client of the user is opened once, and closed with the handle', async () => {
    const events: string[] = []
    const definition = database(server, {
      scope: 'test',
      client: {
        open: (url) => {
          events.push('open')
          return mysqlDriver.createPool(url)
        },
        close: async (client) => {
          await client.end()
          events.push('close')
        },
      },
    })
    expectTypeOf<ReturnType<typeof database>>().toBeObject()
    const { db, release } = await acquire(definition)
    expect(events).toEqual([])
    expect(db.client).toBe(db.client)
    expect((await db.client.query('select 1 as one'))[0]).toEqual([{ one: 1 }])
    await release()
    expect(events).toEqual(['open', 'close'])
  })

  test('a variant with another server is a database of that', async () => {
    const definition = database(server, { migrate: async ({ query }) => void (await query('create table v (id int)')) })
    const other = mysql({ settings: { sort_buffer_size: 123_904 } })
    const variant = override(definition, { needs: { server: other } })
    const db = await start(variant)
    expect(await db.query('select @@sort_buffer_size as size')).toEqual([{ size: 123_904 }])
    expect(await db.query('select * from v')).toEqual([])
    await db.stop()
  })

  test('a copy has everything: views of views, routines, triggers, events, sequences, generated columns and numbers', async () => {
    const everything = async ({ query }: { query: (sql: string) => Promise<unknown> }) => {
      await query(resetSchema)
      await query('create function twice(n int) returns int deterministic return n * 2')
      await query('create procedure clear() begin delete from log; -- all\n delete from audit; end')
      await query('create view a_of_b as select * from b_view; create or replace view a_of_b as select 1 as n')
    }
    const fails = database(server, { migrate: everything })
    await expect(acquire(fails)).rejects.toThrow(/b_view/)
    const definition = database(server, {
      migrate: async ({ query }) => {
        await query(resetSchema)
        await query('create function twice(n int) returns int deterministic return n * 2')
        await query('create procedure clear() begin delete from log; -- all\n delete from audit; end')
        await query('create view b_view as select id, twice(id) as more, upper_name from customers')
        await query('create view a_of_b as select more from b_view')
        await query('create event nightly on schedule every 1 day do delete from log')
        await query('alter table log comment = "a ; comment -- here"')
      },
    })
    const { db, release } = await acquire(definition)
    expect(await db.query('select more from a_of_b order by more limit 2')).toEqual([{ more: 2 }, { more: 4 }])
    expect(
      await db.query('select event_name as name from information_schema.events where event_schema = ?', [db.database]),
    ).toEqual([{ name: 'nightly' }])
    await db.query("insert into customers (name) values ('new')")
    expect(await db.query('select id from customers order by id desc limit 1')).toEqual([{ id: 201 }])
    expect(await db.query('select text from audit order by id desc limit 1')).toEqual([{ text: 'insert new' }])
    await db.query('call clear()')
    expect(await db.query('select count(*) as n from audit')).toEqual([{ n: 0 }])
    await release()
  })
})
