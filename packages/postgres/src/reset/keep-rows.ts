import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { QueryFunction } from '@portside/service-kit/database'
import { readStates, type Sequence, sequenceStatement, type Table } from './tables'

/** More rows of a table are left out. */
const maxRows = 20_000

/** The tables and sequences that are kept. */
export interface Changed {
  readonly tables: readonly Table[]
  readonly sequences: readonly Sequence[]
}

/** The file that is written. */
export interface RowsFile {
  readonly folder: string
  /** The beginning of its name. */
  readonly name: string
  /** A text that no other test has: its hash ends the name, since other tests may have the same beginning. */
  readonly of: string
  /** Its first line, in words. */
  readonly title: string
}

/** Writes the rows of tables as SQL, which gives them to a database with the same schema, and returns the path of the file. */
export async function keepRows(
  { tables, sequences }: Changed,
  { folder, name, of, title }: RowsFile,
  query: QueryFunction,
): Promise<string> {
  const hash = createHash('sha256').update(of).digest('hex').slice(0, 8)
  const path = join(folder, `${name.replaceAll(/[^\w.-]+/g, '-').slice(0, 120)}-${hash}.sql`)
  const states = await readStates(sequences, query)
  const parts = [
    `-- ${title.replaceAll(/\s+/g, ' ')}`,
    '-- Load it into a database that was migrated and seeded in the same way, as a superuser:',
    `--   psql "$DATABASE_URL" -f ${quoted(path)}`,
    'begin;',
    'set local session_replication_role = replica;',
  ]
  for (const table of tables) parts.push(...(await rowsOf(table, query)))
  parts.push(...sequences.map((sequence) => `${sequenceStatement(sequence, states)};`), 'commit;')
  await mkdir(folder, { recursive: true })
  await writeFile(path, `${parts.join('\n')}\n`, { mode: 0o600 })
  return path
}

/** Quotes a path for a POSIX shell (XCU 2.2.2). */
export function quoted(path: string): string {
  return `'${path.replaceAll("'", String.raw`'\''`)}'`
}

async function rowsOf({ name, columns }: Table, query: QueryFunction): Promise<readonly string[]> {
  const remove = `delete from only ${name};`
  if (columns.length === 0) return [remove]
  const values = columns.map((column) => `quote_nullable(${column}::text)`).join(", ', ', ")
  const rows = await query<{ row: string }>(
    `select concat('(', ${values}, ')') as row from only ${name} limit ${maxRows + 1}`,
  )
  if (rows.length === 0) return [remove]
  const kept = rows.slice(0, maxRows).map(({ row }) => row)
  return [
    ...(rows.length > maxRows ? [`-- The first ${maxRows} rows; the table has more.`] : []),
    remove,
    `insert into ${name} (${columns.join(', ')}) overriding system value values\n${kept.join(',\n')};`,
  ]
}
