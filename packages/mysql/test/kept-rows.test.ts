import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import mysqlDriver from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { ownCache } from '../../../test/support/own-cache'
import { createServiceStore } from '../../core/src/lifecycle/service-store'
import { createRun } from '../../core/src/run/run'
import { mysql } from '../src/index'
import { hasMysql, reason } from './support/installed-mysql'
import { openFailing } from './support/open-failing'
import { stateOf } from './support/reset-schema'

ownCache()
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mysql-kept-')))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a command of a shell with the variables of a database. */
async function shell(command: string, env: Readonly<Record<string, string>>): Promise<string> {
  return (await promisify(execFile)('sh', ['-c', command], { env: { PATH: process.env['PATH'], ...env } })).stdout
}

function commandIn(text: string): string {
  return /: (\S+ --host=.*)$/m.exec(text)?.[1] ?? ''
}

describe.skipIf(!hasMysql)(`rows of failed tests, ${reason}`, () => {
  const server = mysql()
  let store: ReturnType<typeof createServiceStore>
  beforeAll(() => {
    store = createServiceStore({ run: createRun(), keeps: ['run'], directory: folder })
  })
  afterAll(() => store.close())

  test('the rows are kept as SQL, which gives them to a database that was seeded in the same way', async () => {
    const { query, begin, describe } = await openFailing(store, { server, keepOnFailure: 'failures' })
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
    const fresh = await openFailing(store, { server })
    await shell(commandIn(words), fresh.db.env)
    const loaded = [await stateOf(fresh.query), await fresh.query(kinds), await fresh.query('select nextval(tickets)')]
    expect(loaded).toEqual(failed)
  })

  test('a row that is longer than a statement may be is left out, and the file names it', async () => {
    const { db, query, begin, describe } = await openFailing(store, { server, keepOnFailure: 'long rows' })
    await begin('fails')
    await query("insert into kinds (id, bytes) values (1, 'short'), (2, repeat('x', 9000000)), (3, '')")
    const words = await describe('fails')
    const [name = ''] = readdirSync(join(folder, 'long rows'))
    expect(readFileSync(join(folder, 'long rows', name), 'utf8')).toContain(
      '\n-- Left out of `kinds`: 1 row is longer than `max_allowed_packet` of the server.\n',
    )
    await query('delete from kinds')
    await shell(commandIn(words), db.env)
    expect(await query('select id, bytes from kinds')).toEqual([
      { id: 1, bytes: Buffer.from('short') },
      { id: 3, bytes: Buffer.from('') },
    ])
  })

  test('numbers of sequences are given out once, also while rows are kept', async () => {
    const { db, query, begin, describe } = await openFailing(store, { server, keepOnFailure: 'numbers' })
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
    const { db, query, begin, describe } = await openFailing(store, { server, keepOnFailure: 'open transaction' })
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

  test('rows are kept beside a sequence that has no number left', async () => {
    const { query, begin, describe } = await openFailing(store, {
      server,
      keepOnFailure: 'exhausted',
      seed: async ({ query }) => void (await query('create sequence few maxvalue 2')),
    })
    await begin('fails')
    await query("insert into log values ('kept')")
    await query('select nextval(few), nextval(few), nextval(tickets)')
    expect(await describe('fails')).toContain('Rows kept in')
    const [name = ''] = readdirSync(join(folder, 'exhausted'))
    const sql = readFileSync(join(folder, 'exhausted', name), 'utf8')
    expect(sql).toContain("('kept')")
    expect(sql).toContain('\n-- The sequence `few` has no number left.\n')
    expect(sql).toContain('alter sequence `tickets` restart with 3;')
  })

  test('no statement of many long rows is longer than a server takes', async () => {
    const { db, query, begin, describe } = await openFailing(store, { server, keepOnFailure: 'many long rows' })
    await begin('fails')
    await query("insert into log select concat(seq, repeat('é', 30000)) from seq_1_to_80")
    const words = await describe('fails')
    const [name = ''] = readdirSync(join(folder, 'many long rows'))
    const sql = readFileSync(join(folder, 'many long rows', name), 'utf8')
    const statements = sql.split(';\n').filter((text) => text.startsWith('insert into `log`'))
    expect(Math.max(...statements.map((text) => Buffer.byteLength(text)))).toBeLessThan(1_100_000)
    expect(statements.length).toBeLessThan(10)
    const count = 'select count(*) as count, sum(length(text)) as bytes from log'
    const failed = await query(count)
    await query('delete from log')
    await shell(commandIn(words), db.env)
    expect(await query(count)).toEqual(failed)
  })

  test('each test has a file of its own, which a later run replaces, and its command can be run with any folder', async () => {
    const { db, query, begin, describe } = await openFailing(store, { server, keepOnFailure: "Ann's $HOME failures" })
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
    const { query, begin, describe } = await openFailing(store, { server, keepOnFailure: 'no-folder' })
    await begin('fails')
    await query('delete from log')
    expect(await describe('fails')).toMatch(
      /^Changed by the test: log \(50 deleted\)\nThe rows could not be kept: EEXIST/,
    )
  })

  test('`true` keeps the rows in the folder of PORTSIDE_OUTPUT, and without one the failure says how', async () => {
    const without = await openFailing(store, { server, keepOnFailure: true })
    await without.begin('fails')
    await without.query('delete from log')
    expect(await without.describe('fails')).toContain('set PORTSIDE_OUTPUT to a folder, or `keepOnFailure`')
    vi.stubEnv('PORTSIDE_OUTPUT', join(folder, 'output'))
    onTestFinished(() => void vi.unstubAllEnvs())
    const silent = mysql({ settings: { performance_schema: false } })
    const own = createServiceStore({ run: createRun(), keeps: ['run'], directory: folder })
    onTestFinished(() => own.close())
    const { query, begin, describe } = await openFailing(own, { server: silent, keepOnFailure: true })
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
