import { tmpdir } from 'node:os'
import mysqlDriver from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { ownCache } from '../../../test/support/own-cache'
import { createServiceStore } from '../../core/src/lifecycle/service-store'
import { createRun } from '../../core/src/run/run'
import { mysql } from '../src/index'
import { hasMysql, reason } from './support/installed-mysql'
import { openFailing } from './support/open-failing'

ownCache()

describe.skipIf(!hasMysql)(`failed tests, ${reason}`, () => {
  const server = mysql()
  let store: ReturnType<typeof createServiceStore>
  beforeAll(() => {
    store = createServiceStore({ run: createRun(), keeps: ['run'], directory: tmpdir() })
  })
  afterAll(() => store.close())

  test('a failed test comes with its own SQL errors and the tables that it changed', async () => {
    const { app, query, begin, describe } = await openFailing(store, { server })
    await begin('before')
    await expect(query('select * from of_the_test_before')).rejects.toThrow()
    await begin('fails')
    expect(await describe('fails')).toBe('')
    await query("insert into log values ('one'), ('two')")
    await query('delete from scratch where id = 1')
    await expect(query('insert into customers (name)\n  values (?)', ['customer 1'])).rejects.toThrow()
    await expect(query('insert into kinds (id, words) values (1, ?)', [Buffer.from([0xff])])).rejects.toThrow()
    await expect(app.execute('select * from nothing_here where id = ?', [1])).rejects.toThrow()
    const lines = (await describe('fails')).split('\n')
    expect(lines).toEqual([
      'Changed by the test: log (2 inserted), scratch (1 deleted)',
      'SQL errors of the server: 3',
      "  Duplicate entry 'customer 1' for key 'name' (error 1062, 23000)",
      "    insert into customers (name) values ('customer 1')",
      expect.stringMatching(/^ {2}Incorrect string value: '\\xFF' for column .* \(error 1366, \w+\)$/),
      "    insert into kinds (id, words) values (1, X'ff')",
      expect.stringMatching(/^ {2}Table '\S+\.nothing_here' doesn't exist \(error 1146, 42S02\)$/),
      ...lines.slice(7),
    ])
  })

  test('errors of another database of the same server are not those of this one, and no password is shown', async () => {
    const { db, query, begin, describe } = await openFailing(store, { server })
    await begin('fails')
    const other = await mysqlDriver.createConnection(new URL('/test', db.url).href)
    await expect(other.query('select * from nothing_here')).rejects.toThrow()
    await other.end()
    expect(await describe('fails')).toBe('')
    await expect(query(`select '${db.password}', 'http://me:secret@host' from missing`)).rejects.toThrow()
    expect(await describe('fails')).toContain("select '****', 'http://me:****@host' from missing")
  })

  test('a message shows no password and no control character either', async () => {
    const { db, query, begin, describe } = await openFailing(store, { server })
    await begin('fails')
    const insert = "insert into customers (name) values ('https://u:secret@host'), ('https://u:secret@host')"
    await expect(query(insert)).rejects.toThrow()
    const text = `\u001B[31m${db.password}`
    await expect(query(`signal sqlstate '45000' set message_text = '${text}'`)).rejects.toThrow()
    const words = await describe('fails')
    expect(words).toContain("Duplicate entry 'https://u:****@host' for key 'name'")
    expect(words).toContain('  \uFFFD[31m**** (error 1644, 45000)')
  })

  test('a statement that still runs is waited for', async () => {
    const { query, begin, describe } = await openFailing(store, { server })
    await begin('fails')
    // It fails once the server was asked for the statements that run.
    const late = `begin not atomic
      declare turns int default 0;
      do get_lock('late', 0);
      while turns < 20000 and not exists (
        select 1 from performance_schema.events_statements_current join performance_schema.threads using (thread_id)
        where processlist_id <> connection_id() and current_schema = database() and sql_text like '%end_event_id is null%')
      do
        set turns = turns + 1;
        do sleep(0.001);
      end while;
      signal sqlstate '45000' set message_text = 'late';
    end`
    const failing = expect(query(late)).rejects.toThrow('late')
    const isRunning = async () => (await query("select is_used_lock('late') is not null as yes"))[0]?.['yes']
    await expect.poll(isRunning, { timeout: 10_000 }).toBe(1)
    expect(await describe('fails')).toMatch(/^SQL errors of the server: 1\n {2}late \(error 1644, 45000\)$/m)
    await failing
  })

  test('a statement that does not end is not waited for, also if the test has replaced the clock', async () => {
    const { db, query, begin, describe } = await openFailing(store, { server })
    const holder = await mysqlDriver.createConnection(db.url)
    onTestFinished(() => holder.end())
    await holder.query("do get_lock('endless', 0)")
    await begin('fails')
    await expect(query('select * from nothing_here')).rejects.toThrow()
    const endless = query("do get_lock('endless', 60)")
    const running = "select 1 from information_schema.processlist where info like 'do get_lock%'"
    await expect.poll(() => query(running), { timeout: 10_000 }).toHaveLength(1)
    vi.useFakeTimers({ toFake: ['performance', 'Date', 'setTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    expect(await describe('fails')).toContain('SQL errors of the server: 1')
    await holder.query("do release_lock('endless')")
    await endless
  })

  test('an error within a procedure is one error, and a changed schema is named', async () => {
    const { query, begin, describe } = await openFailing(store, { server })
    await begin('fails')
    await query("create procedure fails() begin insert into customers (name) values ('customer 1'); end")
    await expect(query('call fails()')).rejects.toThrow()
    expect((await describe('fails')).split('\n')).toEqual([
      'Changed the schema: procedure fails added',
      'SQL errors of the server: 1',
      "  Duplicate entry 'customer 1' for key 'name' (error 1062, 23000)",
      '    call fails()',
    ])
  })
})
