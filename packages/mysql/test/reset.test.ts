import { setTimeout as sleep } from 'node:timers/promises'
import { start } from '@portside/core'
import mysqlDriver, { type Pool } from 'mysql2/promise'
import { describe, expect, expectTypeOf, onTestFinished, test, vi } from 'vitest'
import { database, mysql } from '../src/index'
import { hasMysql, reason } from './support/installed-mysql'
import { ownCache } from '../../../test/support/own-cache'
import { resetRun, run } from './support/reset-run'
import { deeds, resetSchema, stateOf } from './support/reset-schema'

ownCache()

describe.skipIf(!hasMysql)(`reset, ${reason}`, () => {
  const open = resetRun()

  test('every test begins with the rows after `beforeAll` of its file, and every file with the seed', async () => {
    const { db, query, close, begin, beginFile } = await open()
    const seed = await stateOf(query)
    await beginFile('a')
    await query("insert into customers (name) values ('of the file')")
    await begin('one')
    const ofFile = await stateOf(query)
    expect(ofFile).not.toEqual(seed)
    await query('delete from customers')
    await query("update words set word = lower(word) where word = 'Word 1'")
    await query("insert into log values ('line 1')")
    expect(await db.changes()).toEqual({
      customers: { deleted: 201, inserted: 0, updated: 0 },
      orders: { deleted: 1000, inserted: 0, updated: 0 },
      items: { deleted: 2000, inserted: 0, updated: 0 },
      words: { deleted: 0, inserted: 0, updated: 1 },
      log: { deleted: 0, inserted: 1, updated: 0 },
    })
    await begin('two')
    expect(await stateOf(query)).toEqual(ofFile)
    expect(await db.changes()).toEqual({})
    await query('update orders set total = 1')
    await beginFile('b')
    expect(await stateOf(query)).toEqual(seed)
    await begin('three', 'b')
    expect(await stateOf(query)).toEqual(seed)
    await close()
  })

  test('by hand: reset, snapshot, restore and changes', async () => {
    const { db, query, close, begin } = await open()
    await begin('one')
    await query("insert into log values ('kept')")
    await db.snapshot('kept')
    await query('truncate log')
    const restored = await db.restore('kept')
    expect(restored).toMatchObject({ tables: expect.any(Number) as number })
    expect(await query('select count(*) as n from log')).toEqual([{ n: 51 }])
    const report = await db.reset()
    expect(report.tables).toBeGreaterThan(0)
    expect(report.ms).toBeGreaterThan(0)
    expect(await query('select count(*) as n from log')).toEqual([{ n: 50 }])
    await expect(db.restore('missing')).rejects.toThrow(TypeError)
    await close()
  })

  test('numbers go on where the seed has left them, also after a row that could not be inserted', async () => {
    const { query, close, begin } = await open()
    const next = async () => {
      await query("insert into customers (name) values ('next')")
      const [row] = await query("select id, nextval(tickets) as ticket from customers where name = 'next'")
      return row
    }
    await begin('one')
    await query("insert ignore into customers (name) values ('customer 1')")
    await begin('two')
    const first = await next()
    await begin('three')
    expect(await next()).toEqual(first)
    expect(first).toEqual({ id: 201, ticket: 2 })
    await close()
  })

  test('chaotic tests: what they do is undone, whatever it is, and the app stays connected', async () => {
    const { app, query, close, begin } = await open()
    await begin('first')
    const seed = await stateOf(query)
    for (let round = 0; round < 15; round += 1) {
      const chosen = Array.from({ length: 3 }, (_, index) => deeds[(round * 7 + index * 5) % deeds.length] ?? '')
      await Promise.all(chosen.map((deed) => run(app, deed)))
      // The engine of a table is a part of the schema.
      await query('alter table audit engine = InnoDB')
      await begin(`chaos ${round}`)
      expect(await stateOf(query), chosen.join('; ')).toEqual(seed)
    }
    await close()
  })

  test('resets under an app that goes on writing: no error in the app, no row of another test', async () => {
    const { app, query, close, begin } = await open()
    await begin('first')
    const over = new AbortController()
    const failures: unknown[] = []
    const poll = async (): Promise<void> => {
      while (!over.signal.aborted) {
        await insertOrder(app).catch((error: unknown) => failures.push(error))
        await sleep(5)
      }
    }
    const pollers = [poll(), poll()]
    const slow: number[] = []
    for (let round = 0; round < 60; round += 1) {
      const beganAt = performance.now()
      await begin(`busy ${round}`)
      slow.push(performance.now() - beganAt)
      const [row] = await query(
        'select count(*) as customers, (select count(*) from orders where id <= 1000) as orders, (select count(*) from items left join orders on orders.id = order_id where orders.id is null) as orphans from customers',
      )
      expect(row).toEqual({ customers: 200, orders: 1000, orphans: 0 })
      await query('delete from orders where id between 3 and 9')
    }
    over.abort()
    await Promise.all(pollers)
    expect(failures).toEqual([])
    expect(Math.max(...slow)).toBeLessThan(5000)
    await close()
  })

  test('an open transaction is named, or its connection is ended', async () => {
    const { db, query, close, begin } = await open({ waitMs: 100 })
    await begin('one')
    const held = await mysqlDriver.createConnection(db.url)
    await held.query('begin')
    await held.query("insert into log values ('open')")
    await expect(begin('two')).rejects.toThrow(
      /1 connection still has an open transaction[^]*connection \d+ from 127\.0\.0\.1:\d+, in a transaction for \d+ s, 1 row changed: idle/,
    )
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    await expect(begin('with another clock')).rejects.toThrow('1 connection still has an open transaction')
    vi.useRealTimers()
    await held.query('commit')
    await held.end()
    await begin('three')
    expect(await query('select count(*) as n from log')).toEqual([{ n: 50 }])
    await close()
    const other = await open({ busy: 'terminate' })
    await other.begin('one')
    const left = await mysqlDriver.createConnection(other.db.url)
    left.on('error', () => undefined)
    await left.query('begin')
    await left.query("insert into log values ('open')")
    await other.begin('two')
    expect(await other.query('select count(*) as n from log')).toEqual([{ n: 50 }])
    await expect(left.query('select 1')).rejects.toBeDefined()
    left.destroy()
    await other.close()
  })

  test('a change of the schema is named by the next test, and those after it have the old one', async () => {
    const { query, close, begin } = await open()
    const seed = await stateOf(query)
    await begin('one')
    await query('alter table orders add column note text')
    await query('create index by_total on orders (total)')
    await query('drop trigger audited')
    const failing = begin('two')
    await expect(failing).rejects.toThrow(/the test "one" changed the schema[^]*column orders\.note added/)
    await expect(failing).rejects.toThrow(/key by_total of orders added[^]*trigger audited of customers removed/)
    await expect(failing).rejects.toThrow('The database was made anew for the tests that follow.')
    await expect(failing).rejects.toThrow("`onSchemaChange: 'recreate'` makes it anew without failing the next test.")
    await begin('three')
    expect(await stateOf(query)).toEqual(seed)
    await close()
    const other = await open({ onSchemaChange: 'recreate' })
    await other.begin('one')
    await other.query('drop table items')
    await other.begin('two')
    expect(await stateOf(other.query)).toEqual(seed)
    await other.close()
  })

  test('on a server that counts nothing, all tables are restored', async () => {
    const other = await start(mysql({ settings: { userstat: false } }))
    const migrate = async ({ query }: { query: (sql: string) => Promise<unknown> }) => query(resetSchema)
    const db = await start(database(mysql({ existing: other.url }), { migrate, reset: 'test' }))
    const seed = await stateOf(db.query)
    await db.query('truncate log; delete from customers; insert into scratch values (99, "x")')
    expect(await db.reset()).toMatchObject({ tables: 11 })
    expect(await stateOf(db.query)).toEqual(seed)
    await db.stop()
    expect(
      await other
        .query("show databases like 'db!_%' escape '!'")
        .catch(() => other.query("show databases like 'db\\_%'")),
    ).toEqual([])
    await other.stop()
  })

  test('without a run of tests, the state to which a reset returns is the seed', async () => {
    const migrate = async ({ query }: { query: (sql: string) => Promise<unknown> }) =>
      query('create table one (id int)')
    const db = await start(database(mysql(), { migrate, reset: 'test' }))
    await db.query('insert into one values (1)')
    expect(await db.reset()).toMatchObject({ tables: 1, rows: 1 })
    expect(await db.query('select * from one')).toEqual([])
    await db.stop()
  })
})

async function insertOrder(app: Pool): Promise<void> {
  const connection = await app.getConnection()
  try {
    await connection.beginTransaction()
    const [result] = await connection.execute('insert into orders (customer) values (1)')
    await connection.execute("insert into items values (?, 1, 'late')", [(result as { insertId: number }).insertId])
    await connection.commit()
  } finally {
    connection.release()
  }
}

test('`reset` wants a scope that no two workers share', () => {
  // @ts-expect-error several workers share what has the scope 'run'
  expect(() => database(mysql(), { reset: 'test', scope: 'run' })).toThrow(/'worker' or narrower with `reset`/)
  expect(() => database(mysql(), { busy: 'fail' } as object)).toThrow(TypeError)
  expect(database(mysql(), { reset: 'test' }).scope).toBe('worker')
  expectTypeOf(database(mysql(), { reset: 'test' }).scope).toEqualTypeOf<'worker'>()
  expectTypeOf(database(mysql()).scope).toEqualTypeOf<'run'>()
  expectTypeOf(database(mysql({ scope: 'file' })).scope).toEqualTypeOf<'file'>()
})
