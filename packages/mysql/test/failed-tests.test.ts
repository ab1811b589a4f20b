import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import mysqlDriver from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { ownCache } from '../../../test/support/own-cache'
import type { ServiceDefinition } from '../../core/src/contract/service-definition'
import { createServiceStore } from '../../core/src/lifecycle/service-store'
import { createRun } from '../../core/src/run/run'
import { database, mysql, type MysqlHandle, type ResettableHandle, type ResettableOptions } from '../src/index'
import { hasMysql, reason } from './support/installed-mysql'
import { resetSchema, stateOf } from './support/reset-schema'

ownCache()
const keys = { worker: '1', file: 'a' }
const file = '4711:/project/test/notes.test.ts'
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mysql-failed-')))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// Values that a file of SQL must not change: bytes, bits, places, numbers that have no short text, moments, line ends.
const typesSchema = `
  create table kinds (id int primary key, bytes blob, bits bit(10), place point, single float, twice double, total decimal(20, 5), at timestamp(3) null, day date, kind enum('a', 'b'), words text, plain text character set latin1);
  ${resetSchema}`

type Store = ReturnType<typeof createServiceStore>

/** A database on the server of a run, an app, and the moments of a file's tests. */
async function open(
  store: Store,
  options: Omit<ResettableOptions, 'reset'> & { server: ServiceDefinition<MysqlHandle, 'run'> },
) {
  const { server, ...others } = options
  const migrate = {
    run: async ({ query }: { query: (sql: string) => Promise<unknown> }) => query(typesSchema),
    key: typesSchema,
  }
  const share = await store.acquire(database(server, { migrate, reset: 'test', ...others }), keys, 'shop')
  const db = share.handle as ResettableHandle
  const app = mysqlDriver.createPool({ uri: db.url, connectionLimit: 2, timezone: 'Z' })
  onTestFinished(async () => {
    await app.end()
    await share.release()
  })
  return {
    db,
    app,
    query: async (sql: string, params?: unknown[]) => (await app.query(sql, params))[0] as Record<string, unknown>[],
    begin: (name: string) => store.followTest(keys, { kind: 'test', file, test: name }),
    describe: async (name: string, of = file) =>
      (await store.describeFailure(keys, { file: of, test: name })).map(({ text }) => text).join(),
  }
}

/** Runs a command of a shell with the variables of a database. */
async function shell(command: string, env: Readonly<Record<string, string>>): Promise<string> {
  return (await promisify(execFile)('sh', ['-c', command], { env: { PATH: process.env['PATH'], ...env } })).stdout
}

function commandIn(text: string): string {
  return /: (\S+ --host=.*)$/m.exec(text)?.[1] ?? ''
}

describe.skipIf(!hasMysql)(`failed tests, ${reason}`, () => {
  const server = mysql()
  let store: Store
  beforeAll(() => {
    store = createServiceStore({ run: createRun(), keeps: ['run'], directory: folder })
  })
  afterAll(() => store.close())

  test('a failed test comes with its own SQL errors and the tables that it changed', async () => {
    const { app, query, begin, describe } = await open(store, { server })
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
    const { db, query, begin, describe } = await open(store, { server })
    await begin('fails')
    const other = await mysqlDriver.createConnection(new URL('/test', db.url).href)
    await expect(other.query('select * from nothing_here')).rejects.toThrow()
    await other.end()
    expect(await describe('fails')).toBe('')
    await expect(query(`select '${db.password}', 'http://me:secret@host' from missing`)).rejects.toThrow()
    expect(await describe('fails')).toContain("select '****', 'http://me:****@host' from missing")
  })

  test('a statement that still runs is waited for', async () => {
    const { db, query, begin, describe } = await open(store, { server })
    const holder = await mysqlDriver.createConnection(db.url)
    onTestFinished(() => holder.end())
    await holder.query("do get_lock('late', 0)")
    await begin('fails')
    const late = "begin not atomic do get_lock('late', 20); signal sqlstate '45000' set message_text = 'late'; end"
    const failing = expect(query(late)).rejects.toThrow('late')
    const waiting = "select 1 from information_schema.processlist where info like 'do get_lock%'"
    await vi.waitFor(async () => expect((await holder.query(waiting))[0]).toHaveLength(1), { timeout: 10_000 })
    const describing = describe('fails')
    await delay(100)
    await holder.query("do release_lock('late')")
    expect(await describing).toMatch(/^SQL errors of the server: 1\n {2}late \(error 1644, 45000\)$/m)
    await failing
  })

  test('an error within a procedure is one error, and a changed schema is named', async () => {
    const { query, begin, describe } = await open(store, { server })
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

  test('the rows are kept as SQL, which gives them to a database that was seeded in the same way', async () => {
    const { query, begin, describe } = await open(store, { server, keepOnFailure: 'failures' })
    await query("insert into log values ('of the file')")
    await begin('adds: a "customer"')
    await query('insert into customers (name) values (?)', ["O'Neill \\ \r\n \0 é 😀"])
    await query("update orders set data = json_object('a', json_array('b', null)) where id = 1")
    await query('delete from events where at > 500')
    await query('select nextval(tickets)')
    await query(
      `insert into kinds values (1, x'00ff0d0a27', b'1000000001', st_geomfromtext('point(1 2)'), 0.1, 1 / 3, 12345678901234.56789, '2001-02-03 04:05:06.789', '2001-02-03', 'b', '', 'é'), (2, null, null, null, 16777216, 1.7976931348623157e308, -1, null, null, null, null, null)`,
    )
    await query("insert ignore into customers (name) values ('customer 1')")
    const words = await describe('adds: a "customer"')
    const [name = ''] = readdirSync(join(folder, 'failures'))
    expect(name).toMatch(/^shop-notes\.test\.ts-adds-a-customer--[\da-f]{8}\.sql$/)
    expect(words).toMatch(/Rows kept in \S+\.sql\. Load them .*: (mariadb|mysql) --host=.* < '\S+\.sql'$/m)
    const sql = readFileSync(join(folder, 'failures', name), 'utf8')
    expect(sql).not.toContain('`items`')
    const kinds = 'select *, hex(bits), st_astext(place), single + 0e0 from kinds'
    const failed = [await stateOf(query), await query(kinds), await query('select nextval(tickets)')]
    const fresh = await open(store, { server })
    await shell(commandIn(words), fresh.db.env)
    const loaded = [await stateOf(fresh.query), await fresh.query(kinds), await fresh.query('select nextval(tickets)')]
    expect(loaded).toEqual(failed)
  })

  test('numbers of sequences are given out once, also while rows are kept', async () => {
    const { db, query, begin, describe } = await open(store, { server, keepOnFailure: 'numbers' })
    await begin('fails')
    await query('delete from log')
    const over = new AbortController()
    const numbers: unknown[] = []
    const give = async (): Promise<void> => {
      while (!over.signal.aborted) numbers.push((await query('select nextval(tickets) as ticket'))[0]?.['ticket'])
    }
    const writers = [give(), give()]
    for (let round = 0; round < 10; round += 1) expect(await describe('fails')).toContain('Rows kept in')
    over.abort()
    await Promise.all(writers)
    expect(numbers.length).toBeGreaterThan(0)
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(await db.changes()).toEqual({ log: { inserted: 0, updated: 0, deleted: 50 } })
  })

  test('rows are kept without the numbers of sequences that an open transaction uses', async () => {
    const { db, query, begin, describe } = await open(store, { server, keepOnFailure: 'open transaction' })
    await begin('fails')
    await query('delete from log')
    const held = await mysqlDriver.createConnection(db.url)
    await held.query('begin')
    await held.query('select nextval(tickets)')
    expect(await describe('fails')).toContain('Rows kept in')
    const [name = ''] = readdirSync(join(folder, 'open transaction'))
    const sql = readFileSync(join(folder, 'open transaction', name), 'utf8')
    expect(sql).toContain('delete from `log`')
    expect(sql).toContain('-- The next numbers of sequences are left out: another connection uses one.')
    await held.end()
    expect(await query('select nextval(tickets) as ticket')).toEqual([{ ticket: 3 }])
  })

  test('each test has a file of its own, which a later run replaces, and its command can be run with any folder', async () => {
    const { db, query, begin, describe } = await open(store, { server, keepOnFailure: "Ann's $HOME failures" })
    await begin('fails')
    await query('delete from log')
    await describe('добавляет')
    const words = await describe('удаляет')
    const kept = join(folder, "Ann's $HOME failures")
    expect(readdirSync(kept)).toHaveLength(2)
    await describe('удаляет', '4712:/project/test/notes.test.ts')
    expect(readdirSync(kept)).toHaveLength(2)
    await shell(commandIn(words), db.env)
    for (const name of readdirSync(kept)) await shell(commandIn(readFileSync(join(kept, name), 'utf8')), db.env)
  })

  test('rows that cannot be kept leave the rest of the words', async () => {
    writeFileSync(join(folder, 'no-folder'), '')
    const { query, begin, describe } = await open(store, { server, keepOnFailure: 'no-folder' })
    await begin('fails')
    await query('delete from log')
    expect(await describe('fails')).toMatch(
      /^Changed by the test: log \(50 deleted\)\nThe rows could not be kept: EEXIST/,
    )
  })

  test('`true` keeps the rows in the folder of PORTSIDE_OUTPUT, and without one the failure says how', async () => {
    const without = await open(store, { server, keepOnFailure: true })
    await without.begin('fails')
    await without.query('delete from log')
    expect(await without.describe('fails')).toContain('set PORTSIDE_OUTPUT to a folder, or `keepOnFailure`')
    vi.stubEnv('PORTSIDE_OUTPUT', join(folder, 'output'))
    onTestFinished(() => void vi.unstubAllEnvs())
    const silent = mysql({ settings: { performance_schema: false } })
    const own = createServiceStore({ run: createRun(), keeps: ['run'], directory: folder })
    onTestFinished(() => own.close())
    const { query, begin, describe } = await open(own, { server: silent, keepOnFailure: true })
    await begin('fails')
    await query('delete from log')
    await expect(query('select * from nothing_here')).rejects.toThrow()
    const words = await describe('fails')
    expect(words).toContain('Rows kept in')
    expect(words).not.toContain('nothing_here')
    const [run = ''] = readdirSync(join(folder, 'output'))
    expect(readdirSync(join(folder, 'output', run))).toContainEqual(
      expect.stringMatching(/^shop-notes\.test\.ts-fails-[\da-f]{8}\.sql$/),
    )
  })
})
