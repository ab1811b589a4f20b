import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { start } from '@portside/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ownCache } from '../../../test/support/own-cache'
import { database, postgres, type Step } from '../src/index'
import { anyPostgres } from './support/any-postgres'

anyPostgres()
ownCache()
let folder: string
const startServer = () => start(postgres())
let server: Awaited<ReturnType<typeof startServer>>
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'postgres-sql-')))
  server = await startServer()
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Returns the rows of a table `notes` that files of SQL have made. */
async function notesOf(migrate: string, seed?: Step) {
  writeFileSync(join(folder, 'schema.sql'), migrate)
  if (typeof seed === 'string') writeFileSync(join(folder, 'seed.sql'), seed)
  const steps = { migrate: './schema.sql', ...(seed && { seed: typeof seed === 'string' ? './seed.sql' : seed }) }
  const db = await start(database(postgres({ existing: server.url }), steps), { directory: folder })
  try {
    return (await db.query<{ text: string }>('select text from public.notes order by text')).map(({ text }) => text)
  } finally {
    await db.stop()
  }
}

test('a file may have transactions', async () => {
  const sql =
    "begin; create table notes (text text); insert into notes values ('kept'); commit; begin; delete from notes; rollback;"
  expect(await notesOf(sql)).toEqual(['kept'])
  expect(await notesOf(sql, ({ query }) => query("begin; insert into notes values ('more'); commit"))).toEqual([
    'kept',
    'more',
  ])
})

test('a transaction that is left open is an error, since its rows would be lost', async () => {
  const sql = "create table notes (text text); begin; insert into notes values ('lost');"
  await expect(notesOf(sql)).rejects.toThrow(
    /`migrate` ended with an open transaction[^]*End the transaction with COMMIT\./,
  )
})

test('the output of pg_dump is a step, and its `search_path` is not that of the next one', async () => {
  const dump = String.raw`--
-- PostgreSQL database dump
--

\restrict AbCd09

SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public.notes (text text);

\unrestrict AbCd09

`
  expect(await notesOf(dump, "insert into notes values ('seeded')")).toEqual(['seeded'])
})

test('commands of psql and COPY with rows are refused, with the way out', async () => {
  const meta = notesOf('create table notes (text text);\n\\connect other\nselect 1;')
  await expect(meta).rejects.toThrow(/schema\.sql:2\n[^]*This is a command of psql[^]*psql -v ON_ERROR_STOP=1/)
  const copy = notesOf('create table notes (text text);\nCOPY notes FROM stdin;\na\n\\.\n')
  await expect(copy).rejects.toThrow(/pg_dump --inserts[^]*schema\.sql:2\n/)
  await expect(notesOf('create table notes (text text); copy notes to stdout')).rejects.toThrow('need a stream')
  const psql = { command: 'psql -v ON_ERROR_STOP=1 -f rows.sql', files: ['rows.sql'] }
  writeFileSync(join(folder, 'rows.sql'), '\\echo loads\nCOPY notes FROM stdin;\na\n\\.\n')
  expect(await notesOf('create table notes (text text)', psql)).toEqual(['a'])
})

test('a long statement that fails is cut', async () => {
  const lines = Array.from({ length: 20 }, (_, index) => `  ${index + 2},`)
  const error: unknown = await notesOf(`select\n${lines.join('\n')}\n  nonsense;`).catch((reason: unknown) => reason)
  const { message } = error as Error
  expect(message).toMatch(/schema\.sql:22\n[^]*\n +12 \| {3}12,\n +…\n/)
  expect(message).not.toContain('13 |')
})

test('COPY by `query` rejects, and the connection goes on', async () => {
  for (const count of [1, 16, 17, 200, 9999]) {
    const rows = `select repeat('x', 1000) from generate_series(1, ${count})`
    await expect(server.query(`copy (${rows}) to stdout`)).rejects.toThrow(TypeError)
  }
  await server.query('create table copied (text text)')
  await expect(server.query('copy copied from stdin')).rejects.toThrow('need a stream')
  expect(await server.query('select 1 as one')).toEqual([{ one: 1 }])
})

test.each(['begin', 'BEGIN; select 1; commit', 'start transaction;'])(
  '%s by `query` is refused, and none is left open',
  async (sql) => {
    await expect(server.query(sql)).rejects.toThrow('use a client of your own')
    const open = "select query from pg_stat_activity where state = 'idle in transaction'"
    expect(await server.query(open)).toEqual([])
  },
)

test('a comment about the way back is no part of a file', async () => {
  const sql = "create table notes (text text);\n-- Down migration: see 1.down.sql\ninsert into notes values ('kept');"
  expect(await notesOf(sql)).toEqual(['kept'])
})

test.each(['-- migrate:down', '-- +goose Down', '-- +migrate Down', '-- Down Migration'])(
  'a file that undoes itself is refused: %s',
  async (comment) => {
    const sql = `create table notes (text text);\n${comment}\ndrop table notes;`
    await expect(notesOf(sql)).rejects.toThrow(
      /also undoes its migration[^]*schema\.sql:2\n[^]*All statements of a file are run\. Let the tool/,
    )
  },
)
