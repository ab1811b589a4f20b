import { maxKeptRows } from '@portside/service-kit'
import type { QueryFunction } from '@portside/service-kit/database'
import { readStates, type Sequence, sequenceStatement, type Table } from './tables'

/** The tables and sequences that are kept. */
export interface Changed {
  readonly tables: readonly Table[]
  readonly sequences: readonly Sequence[]
}

/** Returns the SQL that gives the rows of tables, and the states of sequences, to a database with the same schema; none if nothing has changed. */
export async function rowLines({ tables, sequences }: Changed, query: QueryFunction): Promise<readonly string[]> {
  if (tables.length + sequences.length === 0) return []
  const states = await readStates(sequences, query)
  const lines = ['begin;', 'set local session_replication_role = replica;']
  for (const table of tables) lines.push(...(await rowsOf(table, query)))
  return [...lines, ...sequences.map((sequence) => `${sequenceStatement(sequence, states)};`), 'commit;']
}

async function rowsOf({ name, columns }: Table, query: QueryFunction): Promise<readonly string[]> {
  const remove = `delete from only ${name};`
  if (columns.length === 0) return [remove]
  const values = columns.map((column) => `quote_nullable(${column}::text)`).join(', ')
  // A function has at most 100 arguments.
  const rows = await query<{ row: string }>(
    `select '(' || array_to_string(array[${values}], ', ') || ')' as row from only ${name} limit ${maxKeptRows + 1}`,
  )
  if (rows.length === 0) return [remove]
  const kept = rows.slice(0, maxKeptRows).map(({ row }) => row)
  return [
    ...(rows.length > maxKeptRows ? [`-- The first ${maxKeptRows} rows; the table has more.`] : []),
    remove,
    `insert into ${name} (${columns.join(', ')}) overriding system value values\n${kept.join(',\n')};`,
  ]
}
