import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { start } from '@portside/core'
import type { StartContext } from '@portside/core/kit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openClient } from '../src/client'
import { ensureTemplate, withLock } from '../src/database/template'
import { database, type DatabaseOptions, mysql, type Step } from '../src/index'
import { parseAddress } from '../src/mysql-address'
import { hasMysql, reason } from './support/installed-mysql'
import { ownCache } from '../../../test/support/own-cache'

ownCache()
let folder: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'mysql-database-')))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

const schema = {
  'migrations/001_notes.sql': 'create table notes (id int auto_increment primary key, text text);\n',
  'migrations/002_more.sql': "insert into notes (text) values ('migrated; once');\n",
  'migrations/002_more.down.sql': 'drop table notes;',
  'seed.sql': "insert into notes (text) values ('seeded');",
}

/** Starts a database with a server of its own, as a run does. */
async function startOne(options: DatabaseOptions) {
  return start(database(mysql(), options), { directory: folder })
}

describe.skipIf(!hasMysql)(`with a server of its own, ${reason}`, () => {
  test('has the schema and the rows of its steps, which are not run again in the next run', async () => {
    write(schema)
    const log = join(folder, 'log')
    const steps = {
      migrate: './migrations',
      seed: { command: ['sh', '-c', `echo "$DATABASE_URL $MYSQL_DATABASE" >> ${log}`], files: ['seed.sql'] },
    }
    const urls: string[] = []
    for (let run = 0; run < 2; run += 1) {
      const db = await startOne(steps)
      expect(await db.query('select text from notes')).toEqual([{ text: 'migrated; once' }])
      urls.push(db.url)
      await db.stop()
    }
    expect(new Set(urls).size).toBe(2)
    expect(readFileSync(log, 'utf8').trim().split('\n')).toHaveLength(1)
  })

  test('an edited step has its new outcome, never the old one', async () => {
    write(schema)
    const steps = { migrate: 'migrations', seed: './seed.sql' }
    const textsOf = async () => {
      const db = await startOne(steps)
      const rows = await db.query<{ text: string }>('select text from notes order by id')
      await db.stop()
      return rows.map(({ text }) => text)
    }
    expect(await textsOf()).toEqual(['migrated; once', 'seeded'])
    write({ 'seed.sql': "insert into notes (text) values ('other')" })
    expect(await textsOf()).toEqual(['migrated; once', 'other'])
    write({ 'migrations/002_more.sql': 'alter table notes add column at datetime' })
    expect(await textsOf()).toEqual(['other'])
  })

  test('a step that was killed in the middle leaves no template', async () => {
    write({
      ...schema,
      'seed.sql':
        "insert into notes (text) values ('first'); select sleep(2); insert into notes (text) values ('second');",
    })
    const definition = database(mysql(), { migrate: 'migrations', seed: 'seed.sql' })
    const abort = new AbortController()
    const starting = start(definition, { directory: folder, signal: abort.signal })
    setTimeout(() => abort.abort(), 1500)
    await expect(starting).rejects.toBeDefined()
    const db = await start(definition, { directory: folder })
    expect(await db.query('select text from notes order by id')).toEqual(
      ['migrated; once', 'first', 'second'].map((text) => ({ text })),
    )
    await db.stop()
  })

  test('a wrong migration has its SQL, its file and its line', async () => {
    write({
      'migrations/001.sql': '-- the first\ncreate table a (id int);\n\ncreate table b (\n  id int,\n  colour\n);\n',
    })
    const error: Error = await startOne({ migrate: 'migrations' }).then(
      () => new Error('it has started'),
      (reason: Error) => reason,
    )
    expect(error.message).toMatch(/`migrate` failed: You have an error in your SQL syntax.*\(error 1064, 42000\)/)
    expect(error.message).toMatch(/migrations\/001\.sql:7/)
    expect(error.message).toContain('> 7 | )')
    write({ 'migrations/001.sql': '\nselect 1;\ninsert into missing values (1);' })
    await expect(startOne({ migrate: 'migrations' })).rejects.toThrow(/missing' doesn't exist[^]*001\.sql:3/)
    await expect(startOne({ migrate: 'nothing-here' })).rejects.toThrow('`migrate` found no files')
  })

  test.each<readonly [string, Step]>([
    ['a function', async ({ query }) => void (await query('create table made (id int)'))],
    [
      'a function with files',
      { run: async ({ query }) => void (await query('create table made (id int)')), files: ['seed.sql'] },
    ],
    ['a command', { command: `node -e "console.log(process.env.MYSQL_HOST)"`, key: '1' }],
  ])('%s may be a step', async (name, migrate) => {
    write(schema)
    const db = await startOne({ migrate })
    const tables = await db.query('select table_name as name from information_schema.tables where table_schema = ?', [
      db.database,
    ])
    expect(tables).toEqual(name === 'a command' ? [] : [{ name: 'made' }])
    await db.stop()
  })

  test.each(['USE `other`', 'use`other`'])('%s in a file is refused, and nothing of the file is run', async (use) => {
    write({
      'dump.sql': `create database if not exists other;\n-- Current database\n${use};\ncreate table a (id int);\n`,
    })
    const server = await start(mysql())
    const started = start(database(mysql({ existing: server.url }), { migrate: 'dump.sql' }), { directory: folder })
    await expect(started).rejects.toThrow(
      /USE leaves the database that the files fill[^]*dump\.sql:3\n[^]*remove USE and CREATE DATABASE/,
    )
    expect(await server.query("show databases like 'other'")).toEqual([])
    await server.stop()
  })

  test('a failing function and a failing command have their error', async () => {
    await expect(startOne({ migrate: () => Promise.reject(new RangeError('no luck')) })).rejects.toThrow('no luck')
    await expect(
      startOne({ migrate: { command: ['sh', '-c', 'echo the reason >&2; exit 3'], key: '1' } }),
    ).rejects.toThrow('the reason')
  })

  test('a changed setting has its outcome, never that of the run before', async () => {
    write(schema)
    const collationOf = async (collation_server: string) => {
      const server = mysql({ settings: { 'collation-server': collation_server } })
      const db = await start(database(server, { migrate: 'migrations' }), { directory: folder })
      const [row] = await db.query<{ name: string }>(
        "select collation_name as name from information_schema.columns where table_schema = ? and column_name = 'text'",
        [db.database],
      )
      await db.stop()
      return row?.name
    }
    expect(await collationOf('utf8mb4_general_ci')).toBe('utf8mb4_general_ci')
    expect(await collationOf('utf8mb4_bin')).toBe('utf8mb4_bin')
  })

  test('settings of the data folder have their effect, however their names are spelled', async () => {
    const settings = { 'innodb-page-size': '8k', lower_case_table_names: 1 }
    const server = await start(mysql({ settings }))
    expect(await server.query('select @@innodb_page_size as size, @@lower_case_table_names as names')).toEqual([
      { size: 8192, names: 1 },
    ])
    await server.stop()
  })

  test('a template that somebody has dropped is made anew', async () => {
    const server = await start(mysql())
    write(schema)
    const definition = database(mysql({ existing: server.url }), { migrate: 'migrations' })
    const templates = async (): Promise<readonly string[]> => {
      const rows = await server.query<{ Database: string }>("show databases like 'portside\\_template\\_%'")
      return rows.flatMap((row) => Object.values(row))
    }
    const first = await start(definition, { directory: folder })
    const [template = ''] = await templates()
    await first.stop()
    await server.query(`drop database ${template}`)
    const second = await start(definition, { directory: folder })
    expect(await second.query('select text from notes')).toEqual([{ text: 'migrated; once' }])
    expect(await templates()).toEqual([template])
    await second.stop()
    await server.stop()
  })

  test('the connections that make a template are as before, afterwards', async () => {
    const server = await start(mysql())
    const address = parseAddress(server.url)
    const [admin, maker] = await Promise.all([openClient(address, { max: 3 }), openClient(address)])
    const context = { name: 'db', directory: folder } as StartContext
    write(schema)
    const place = { admin, maker, address, context }
    await ensureTemplate('0'.repeat(24), [{ name: 'migrate', step: 'migrations' }], place)
    const modes = await Promise.all(
      Array.from({ length: 3 }, () => admin.query('select @@foreign_key_checks as checks, database() as name')),
    )
    expect(modes.flat()).toEqual(Array.from({ length: 3 }, () => ({ checks: 1, name: 'test' })))
    await admin.close()
    await maker.close()
    await server.stop()
  })

  test('a lock that somebody else has is an error, and nothing is done without it', async () => {
    const server = await start(mysql())
    const address = parseAddress(server.url)
    let acts = 0
    const act = () => Promise.resolve((acts += 1))
    await withLock('one', address, async () => {
      await expect(withLock('one', address, act, 0)).rejects.toThrow(/the lock `one`/)
    })
    expect(acts).toBe(0)
    await withLock('one', address, act, 0)
    expect(acts).toBe(1)
    await server.stop()
  })

  test('a server that runs already is used for databases, which are dropped', async () => {
    const server = await start(mysql())
    write(schema)
    const steps = { migrate: 'migrations', seed: 'seed.sql' }
    const db = await start(database(mysql({ existing: server.url }), steps), { directory: folder })
    expect(await db.query('select text from notes order by id')).toEqual([
      { text: 'migrated; once' },
      { text: 'seeded' },
    ])
    await db.stop()
    const left = await server.query<{ Database: string }>('show databases')
    expect(left.map(({ Database }) => Database.replace(/_[\da-f]+$/, '_'))).toEqual(
      expect.not.arrayContaining(['db_', 'portside_unfinished_']),
    )
    await server.stop()
  })
})
