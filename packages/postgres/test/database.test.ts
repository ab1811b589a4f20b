import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineServices, override, start, type ServiceScope } from '@portside/core'
import { createServiceStore } from '../../core/src/lifecycle/service-store'
import { createRun } from '../../core/src/run/run'
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, expectTypeOf, test, vi } from 'vitest'
import postgresDriver from 'postgres'
import { database, type DatabaseHandle, type DatabaseOptions, postgres, type Step } from '../src/index'
import { anyPostgres } from './support/any-postgres'
import { leftBehind, ownName } from '../../service-kit/test/support/left-behind'
import { ownCache } from '../../../test/support/own-cache'

anyPostgres()
ownCache()
let folder: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'postgres-database-')))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

const schema = {
  'migrations/001_notes.sql': 'create table notes (id serial primary key, text text);\n',
  'migrations/002_more.sql': "insert into notes (text) values ('migrated; once');\n",
  'migrations/002_more.down.sql': 'drop table notes;',
  'seed.sql': "insert into notes (text) values ('seeded');",
}

/** Starts a database with a server of its own, as a run does. */
async function startOne(options: DatabaseOptions) {
  return start(database(postgres(), options), { directory: folder })
}

test('has the schema and the rows of its steps, which are not run again in the next run', async () => {
  write(schema)
  const log = join(folder, 'log')
  const steps = {
    migrate: './migrations',
    seed: { command: ['sh', '-c', `echo "$DATABASE_URL" >> ${log}`], files: ['seed.sql'] },
  }
  const urls: string[] = []
  for (let run = 0; run < 2; run += 1) {
    const db = await startOne(steps)
    expect(await db.query('select text from notes')).toEqual([{ text: 'migrated; once' }])
    urls.push(db.url)
    await db.stop()
  }
  expect(new Set(urls).size).toBe(2)
  const { readFileSync } = await import('node:fs')
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
  write({ 'migrations/002_more.sql': 'alter table notes add column at timestamptz' })
  expect(await textsOf()).toEqual(['other'])
})

test('a wrong migration has its SQL, its file and its line', async () => {
  write({
    'migrations/001.sql':
      '-- the first\ncreate table a (id int);\n\ncreate table b (\n  id int references missing\n);\n',
  })
  const error: Error = await startOne({ migrate: 'migrations' }).then(
    () => new Error('it has started'),
    (reason: Error) => reason,
  )
  expect(error.message).toContain('relation "missing" does not exist (42P01)')
  expect(error.message).toMatch(/migrations\/001\.sql:4/)
  expect(error.message).toContain('references missing')
  await expect(startOne({ migrate: 'nothing-here' })).rejects.toThrow('`migrate` found no files')
})

test.each<readonly [string, Step]>([
  ['a function', async ({ query }) => void (await query('create table made (id int)'))],
  [
    'a function with files',
    { run: async ({ query }) => void (await query('create table made (id int)')), files: ['seed.sql'] },
  ],
  ['a command', { command: `node -e "console.log(process.env.PGHOST)"`, key: '1' }],
])('%s may be a step', async (name, migrate) => {
  write(schema)
  const db = await startOne({ migrate })
  const tables = await db.query('select tablename from pg_tables where schemaname = $1', ['public'])
  expect(tables).toEqual(name === 'a command' ? [] : [{ tablename: 'made' }])
  await db.stop()
})

test('a failing function and a failing command have their error', async () => {
  await expect(startOne({ migrate: () => Promise.reject(new RangeError('no luck')) })).rejects.toThrow('no luck')
  await expect(
    startOne({ migrate: { command: ['sh', '-c', 'echo the reason >&2; exit 3'], key: '1' } }),
  ).rejects.toThrow('the reason')
})

describe('with a store, as a run has it', () => {
  const server = postgres()
  const [name, ownServer] = [ownName('pgStore'), ownName('pgEach')]
  let store: ReturnType<typeof createServiceStore>
  beforeAll(() => {
    defineServices({ [name]: server })
    store = createServiceStore({ run: createRun(), keeps: ['run', 'worker'], directory: tmpdir() })
  })
  afterAll(async () => {
    await store.close()
    expect([name, ownServer].flatMap((each) => leftBehind(each))).toEqual([])
  })

  async function acquire<C, S extends ServiceScope>(
    definition: ReturnType<typeof database<'run', C, undefined, S>>,
    test = '',
  ) {
    const share = await store.acquire(definition, { worker: '1', file: 'a', test }, 'db')
    return { db: share.handle as DatabaseHandle<C>, release: share.release }
  }

  test('a database of each test is its own, made ahead, and dropped', async () => {
    // The server of the other tests has databases that these have made ahead.
    const own = postgres()
    defineServices({ [ownServer]: own })
    const definition = database(own, {
      scope: 'test',
      migrate: async ({ query }) => void (await query('create table items (id serial primary key)')),
    })
    const names = new Set<string>()
    for (let index = 0; index < 20; index += 1) {
      const { db, release } = await acquire(definition, String(index))
      names.add(db.database)
      await db.query('insert into items default values')
      expect(await db.query('select id from items')).toEqual([{ id: 1 }])
      await release()
    }
    expect(names.size).toBe(20)
    const { handle } = await store.acquire(own)
    const { query } = handle as DatabaseHandle
    await expect
      .poll(async () => (await query("select 1 from pg_database where datname like 'db!_%' escape '!'")).length)
      .toBeLessThanOrEqual(4)
  })

  test('a connection that a step leaves open is cut, and nobody can come back to the template', async () => {
    const warnings: string[] = []
    const noteWarning = ({ message }: Error): void => void warnings.push(message)
    process.on('warning', noteWarning)
    const lines: string[] = []
    const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => lines.push(String(text)) > 0)
    const pools: ReturnType<typeof postgresDriver>[] = []
    let timer: NodeJS.Timeout | undefined
    const definition = database(server, {
      scope: 'test',
      migrate: async ({ url }) => {
        const pool = postgresDriver(url, {
          connection: { application_name: 'forgetful' },
          max: 2,
          onnotice: () => undefined,
        })
        pools.push(pool)
        await pool.unsafe('create table left_over (id int)')
        timer = setInterval(() => {
          const other = postgresDriver(url, { max: 1, connect_timeout: 1 })
          pools.push(other)
          other.unsafe('listen changes').catch(() => undefined)
        }, 50)
      },
    })
    try {
      for (let round = 0; round < 5; round += 1) {
        const held = await Promise.all(
          Array.from({ length: 16 }, (_, index) => acquire(definition, `${round}-${index}`)),
        )
        for (const { db, release } of held) {
          expect(await db.query('select count(*)::int as n from left_over')).toEqual([{ n: 0 }])
          await release()
        }
      }
    } finally {
      clearInterval(timer)
      write.mockRestore()
      process.off('warning', noteWarning)
      await Promise.all(pools.map((pool) => pool.end({ timeout: 0 }).catch(() => undefined)))
    }
    const said = [...warnings, ...lines].filter((text) => text.includes('app "forgetful"'))
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/pid \d+, app "forgetful"/)
  })

  test('a client of the user is opened once, and closed with the handle', async () => {
    const events: string[] = []
    const definition = database(server, {
      scope: 'test',
      client: {
        open: (url) => {
          events.push('open')
          return postgresDriver(url, { max: 1 })
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
    expect([...(await db.client`select 1 as one`)]).toEqual([{ one: 1 }])
    await release()
    expect(events).toEqual(['open', 'close'])
  })

  test('a variant with another server is a database of that', async () => {
    const definition = database(server, { migrate: async ({ query }) => void (await query('create table v (id int)')) })
    const other = postgres({ settings: { work_mem: '7MB' } })
    const variant = override(definition, { needs: { server: other } })
    const db = await start(variant)
    expect(await db.query('show work_mem')).toEqual([{ work_mem: '7MB' }])
    expect(await db.query('select * from v')).toEqual([])
    await db.stop()
  })
})
