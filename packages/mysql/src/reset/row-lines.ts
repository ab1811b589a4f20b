import { maxKeptRows } from '@portside/service-kit'
import type { Client } from '../client'
import { quoted } from '../names'
import { sequenceStatement } from './sequences'
import type { Column, Table } from './tables'
import { readTriggers } from './triggers'

/** The tables whose rows are kept, and the next numbers of tables and sequences, by their names. */
export interface Changed {
  readonly tables: readonly Table[]
  readonly numbers: readonly (readonly [name: string, next: string])[]
  /** `undefined` if another connection uses one of them. */
  readonly sequences: readonly (readonly [name: string, next: string])[] | undefined
  /** The sequences that have no number left. */
  readonly exhausted: readonly string[]
}

// A server takes no statement that is longer than `max_allowed_packet`.
const rowsOfStatement = 500
const bytesOfStatement = 1_000_000

/** Ends a trigger, whose statements have semicolons. */
const triggerEnd = '//portside//'

// Names are quoted by backticks alone, a backslash escapes, a row may have the number 0, and moments are those of UTC.
const settings = "set session sql_mode = 'NO_AUTO_VALUE_ON_ZERO', foreign_key_checks = 0, time_zone = '+00:00'"

const withoutSequences = '-- The next numbers of sequences are left out: another connection uses one.'

/** Returns the SQL that gives the rows of tables and the next numbers to a database with the same schema, for the server's own client; none if nothing has changed. */
export async function rowLines(
  { tables, numbers, sequences, exhausted }: Changed,
  client: Client,
  database: string,
): Promise<readonly string[]> {
  if (tables.length + numbers.length + (sequences?.length ?? 0) + exhausted.length === 0) return []
  const found = await readTriggers(client, database)
  // No session can switch triggers off.
  const triggers = found.filter(({ table }) => tables.some(({ name }) => name === table))
  const unnamed = (sql: string): string => sql.replaceAll(`${quoted(database)}.`, '')
  const lines = ['set names utf8mb4;', `${settings};`, ...triggers.map(({ drop }) => `${unnamed(drop)};`), 'begin;']
  for (const table of tables) lines.push(...(await rowsOf(table, client)))
  lines.push('commit;')
  lines.push(...numbers.map(([name, next]) => `alter table ${quoted(name)} auto_increment = ${next};`))
  if (sequences === undefined) lines.push(withoutSequences)
  else lines.push(...sequences.map(([name, next]) => `${sequenceStatement(name, next)};`))
  lines.push(...exhausted.map((name) => `-- The sequence ${commented(name)} has no number left.`))
  if (triggers.length === 0) return lines
  const creates = triggers.flatMap(({ create }) => create).map((sql) => `${unnamed(sql)}\n${triggerEnd}`)
  return [...lines, `delimiter ${triggerEnd}`, ...creates, 'delimiter ;']
}

async function rowsOf({ name, columns }: Table, { results }: Client): Promise<readonly string[]> {
  const table = quoted(name)
  const remove = `delete from ${table};`
  if (columns.length === 0) return [remove]
  const values = columns.map(valueOf).join(", ', ', ")
  const select = `select concat('(', ${values}, ')') as line from ${table} limit ${maxKeptRows + 1}`
  const answers = await results(["set session time_zone = '+00:00'", select])
  const rows = answers[1]?.rows.map(({ line }) => line) ?? []
  const insert = `insert into ${table} (${columns.map((column) => column.name).join(', ')}) values`
  const first = rows.slice(0, maxKeptRows)
  const kept = first.filter((line) => line !== null).map(String)
  return [
    ...(rows.length > maxKeptRows ? [`-- The first ${maxKeptRows} rows; the table has more.`] : []),
    ...longRows(name, first.length - kept.length),
    remove,
    ...statementsOf(kept).map((values) => `${insert}\n${values.join(',\n')};`),
  ]
}

/** Distributes rows among statements. A longer row has one of its own. */
function statementsOf(rows: readonly string[]): readonly (readonly string[])[] {
  const statements: string[][] = []
  let bytes = 0
  for (const row of rows) {
    const last = statements.at(-1)
    const length = Buffer.byteLength(row) + 2
    bytes += length
    if (last !== undefined && last.length < rowsOfStatement && bytes <= bytesOfStatement) last.push(row)
    else {
      statements.push([row])
      bytes = length
    }
  }
  return statements
}

/** The server has no text for a row that would be longer than `max_allowed_packet`. */
function longRows(name: string, count: number): readonly string[] {
  if (count === 0) return []
  const words = count === 1 ? '1 row is' : `${count} rows are`
  return [`-- Left out of ${commented(name)}: ${words} longer than \`max_allowed_packet\` of the server.`]
}

/** Quotes a name for a comment, which ends with its line. */
function commented(name: string): string {
  return quoted(name).replaceAll(/\s/g, ' ')
}

const isBytes =
  /^(bit|binary|varbinary|\w*blob|geometry|\w*point|\w*linestring|\w*polygon|geometrycollection|geomcollection|vector)$/
const isNumber = /^(tinyint|smallint|mediumint|int|bigint|decimal|double|year)$/

/** Returns the expression for a value as SQL has it. A text stays on one line, since clients change the ends of lines. */
function valueOf({ name, type }: Column): string {
  // No text of bytes, since they are too many, is not the empty text.
  if (isBytes.test(type)) return `if(${name} is null, 'NULL', if(hex(${name}) = '', "''", concat('0x', hex(${name}))))`
  if (isNumber.test(type)) return `coalesce(cast(${name} as char), 'NULL')`
  // The text of a number of single precision has but six digits.
  if (type === 'float') return `coalesce(cast(cast(${name} as double) as char), 'NULL')`
  return String.raw`replace(replace(quote(${name}), '\r', '\\r'), '\n', '\\n')`
}
