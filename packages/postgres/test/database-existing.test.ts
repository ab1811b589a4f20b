import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { start } from '@portside/core'
import postgresDriver, { type Sql } from 'postgres'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { ownCache } from '../../../test/support/own-cache'
import { database, type NewDatabase, postgres, type PostgresHandle } from '../src/index'
import { anyPostgres } from './support/any-postgres'
import { deeds, resetSchema, wholeState } from './support/reset-schema'

anyPostgres()
ownCache()
type Server = PostgresHandle & { readonly stop: () => Promise<void> }
let server: Server
let folder: string
let roles = 0
beforeAll(async () => {
  server = await start(postgres())
})
afterAll(() => server.stop())
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'postgres-existing-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(
    join(folder, 'notes.sql'),
    "create table notes (id serial, text text); insert into notes (text) values ('migrated; once')",
  )
  writeFileSync(join(folder, 'seed.sql'), "insert into notes (text) values ('seeded')")
})

/** Makes a role that may do no more than `rights`, and returns the URL by which it connects. */
async function roleUrl(rights: string): Promise<{ readonly role: string; readonly url: string }> {
  const role = `app_${(roles += 1)}`
  await server.query(`create role ${role} login password 'of-role' ${rights}`)
  const url = new URL(server.url)
  url.username = role
  url.password = 'of-role'
  return { role, url: url.href }
}

async function names(pattern: string): Promise<readonly string[]> {
  const rows = await server.query<{ name: string }>(
    "select datname || ' of ' || pg_get_userbyid(datdba) as name from pg_database where datname like $1 order by 1",
    [pattern],
  )
  return rows.map(({ name }) => name)
}

const notes = { migrate: 'notes.sql', seed: 'seed.sql' }

test('a server that runs already is used for databases, which are dropped', async () => {
  const db = await start(database(postgres({ existing: server.url }), notes), { directory: folder })
  expect(await db.query('select text from notes order by id')).toEqual([{ text: 'migrated; once' }, { text: 'seeded' }])
  await db.stop()
  expect(await names('db_%')).toEqual([])
  expect(await names('portside_%')).toContainEqual(expect.stringMatching(/^portside_template_[\da-f]+ of postgres$/))
})

test('a role that may create databases has copies of a template of its own', async () => {
  const before = await names('portside_%')
  for (const { role, url } of [await roleUrl('createdb'), await roleUrl('createdb')]) {
    for (let run = 0; run < 2; run += 1) {
      const db = await start(database(postgres({ existing: url }), notes), { directory: folder })
      expect(await db.query('select count(*)::int as n, current_user as role from notes')).toEqual([{ n: 2, role }])
      await db.stop()
    }
    const made = (await names('portside_%')).filter((name) => !before.includes(name) && name.endsWith(` of ${role}`))
    expect(made).toHaveLength(1)
  }
})

test('a role that may not create databases has an error that says so', async () => {
  const { role, url } = await roleUrl('')
  const starting = start(database(postgres({ existing: url }), notes), { directory: folder })
  await expect(starting).rejects.toMatchObject({ code: 'E_NOT_READY' })
  await expect(starting).rejects.toThrow(`the user ${role} may not create databases on the server of \`existing\``)
  await expect(starting).rejects.toThrow(`Let an administrator run \`ALTER ROLE "${role}" CREATEDB\``)
})

test('a copy that cannot have the settings of its template is dropped', async () => {
  const { role, url } = await roleUrl('createdb')
  const migrate = {
    run: async ({ query, url: own }: NewDatabase) =>
      query(`alter database ${new URL(own).pathname.slice(1)} set log_statement = 'none'`),
    key: role,
  }
  await server.query(`grant set on parameter log_statement to ${role}`)
  const db = await start(database(postgres({ existing: url }), { migrate }))
  await db.stop()
  await server.query(`revoke set on parameter log_statement from ${role}`)
  await expect(start(database(postgres({ existing: url }), { migrate }))).rejects.toThrow('log_statement')
  expect(await names('db_%')).toEqual([])
})

test('a role that may not switch triggers off cannot have resets, which the error says', async () => {
  const { role, url } = await roleUrl('createdb')
  const starting = start(database(postgres({ existing: url }), { ...notes, reset: 'test' }), { directory: folder })
  await expect(starting).rejects.toMatchObject({ code: 'E_NOT_READY' })
  await expect(starting).rejects.toThrow(`the user ${role} may not set session_replication_role`)
  await expect(starting).rejects.toThrow(`\`GRANT SET ON PARAMETER session_replication_role TO "${role}"\``)
  await expect(starting).rejects.toThrow("`scope: 'test'`")
  expect(await names('db_%')).toEqual([])
})

/** Makes the schema of resets, and a table of the superuser's, which others may only read. */
async function migrate({ query, url }: NewDatabase): Promise<void> {
  await query(resetSchema)
  const admin = new URL(server.url)
  admin.pathname = new URL(url).pathname
  const other = postgresDriver(admin.href, { max: 1, onnotice: () => undefined })
  await other.unsafe(
    'create table foreign_rows (id int primary key); create sequence foreign_numbers; insert into foreign_rows values (1); grant select on foreign_rows to public',
  )
  await other.end()
}

test('a role that may switch triggers off has resets, by comparing all tables', async () => {
  const { role, url } = await roleUrl('createdb')
  await server.query(`grant set on parameter session_replication_role to ${role}`)
  const db = await start(database(postgres({ existing: url }), { migrate, reset: 'test' }))
  const app = postgresDriver(db.url, { max: 4, onnotice: () => undefined })
  const seed = await stateOf(app)
  for (const deed of deeds) {
    const connection = await app.reserve()
    try {
      for (const statement of deed.split('; ')) await connection.unsafe(statement)
    } catch {
      await connection.unsafe('rollback').catch(() => undefined)
    } finally {
      connection.release()
    }
    await db.reset()
    expect(await stateOf(app), deed).toEqual(seed)
  }
  await app.end()
  await db.stop()
})

async function stateOf(app: Sql): Promise<unknown> {
  return [...(await app.unsafe(wholeState))]
}

test('a step that fails leaves no database', async () => {
  const migrate = async ({ query }: NewDatabase) => void (await query('select * from missing'))
  await expect(start(database(postgres({ existing: server.url }), { migrate }))).rejects.toThrow('"missing"')
  expect(await names('db_%')).toEqual([])
})

test('a database that could not be made anew is made anew by the next reset, and none is left', async () => {
  let isBroken = false
  const migrate = async ({ query }: NewDatabase) => {
    await query('create table notes (id int)')
    if (isBroken) await query('select * from missing')
  }
  const db = await start(
    database(postgres({ existing: server.url }), { migrate, reset: 'test', onSchemaChange: 'recreate' }),
  )
  await db.query('alter table notes add column text text')
  isBroken = true
  await expect(db.reset()).rejects.toThrow('"missing"')
  await expect(db.reset()).rejects.toThrow('"missing"')
  expect(await names('db_%')).toEqual([])
  isBroken = false
  await db.query('select 1').catch(() => undefined)
  await db.reset()
  expect(await names('db_%')).toEqual([`${db.database} of postgres`])
  expect(await db.query('select * from notes')).toEqual([])
  await db.stop()
  expect(await names('db_%')).toEqual([])
})

test('rows that a policy hides from the role are an error, and not left as they are', async () => {
  const { role, url } = await roleUrl('createdb')
  await server.query(`grant set on parameter session_replication_role to ${role}`)
  const schema =
    'create table hidden (id int primary key); alter table hidden enable row level security; alter table hidden force row level security; create policy low on hidden using (id < 10)'
  const definition = database(postgres({ existing: url }), {
    migrate: async ({ query }) => void (await query(schema)),
    reset: 'test',
  })
  await expect(start(definition)).rejects.toThrow(/row-level security policy for table "hidden"/)
})

test('extensions are created in each database', async () => {
  const { url } = await roleUrl('createdb')
  const options = { existing: url, extensions: ['pgcrypto'] }
  const migrated = await start(database(postgres(options), notes), { directory: folder })
  const empty = await start(database(postgres(options)))
  for (const { query } of [migrated, empty])
    expect(await query("select length(encode(digest('x', 'sha256'), 'hex')) as length")).toEqual([{ length: 64 }])
  await migrated.stop()
  await empty.stop()
})
