import type { Row } from '@portside/service-kit/database'
import type { Client } from '../client'
import { literal, quoted } from '../names'

/** The schema of a database. */
export interface Schema {
  /** The parts that a reset cannot restore, a line each: the name of the part, a tab, and its definition. */
  readonly lines: ReadonlySet<string>
  /** The next numbers of the tables that count. */
  readonly numbers: ReadonlyMap<string, string>
  readonly sequences: readonly string[]
}

/** Reads the schema of a database. SHOW reads what the server has at hand; most tables of information_schema open every table for it. */
export async function readSchema({ query, results }: Client, database: string): Promise<Schema> {
  const listed = await query<Record<string, string>>(`show full tables from ${quoted(database)}`)
  const objects = listed.map((row) => Object.values(row)).map(([name = '', type = '']) => ({ name, type }))
  const parts = partsOf(database)
  const shows = objects.map(({ name }) => `show create table ${quoted(database)}.${quoted(name)}`)
  const answers = await results([...parts.map(({ sql }) => sql), ...shows])
  const lines = new Set(parts.flatMap(({ lineOf }, index) => answers[index]?.rows.map(lineOf) ?? []))
  const numbers = new Map<string, string>()
  for (const [index, { name, type }] of objects.entries()) {
    const text = createText(answers[parts.length + index]?.rows[0])
    if (type === 'VIEW') lines.add(`view ${name}\t${text}`)
    else for (const line of tableLines(name, text)) lines.add(line)
    numbers.set(name, numberIn(text))
  }
  return { lines, numbers, sequences: objects.filter(({ type }) => type === 'SEQUENCE').map(({ name }) => name) }
}

/** Returns the next number of a table from the statement that makes it. */
export function numberIn(text: string): string {
  return /^\) .*\bAUTO_INCREMENT=(\d+)/m.exec(text)?.[1] ?? '1'
}

/** Returns the statement that SHOW CREATE shows. */
export function createText(row: Row | undefined): string {
  const [, text] = Object.entries(row ?? {}).find(([name]) => /^(Create|SQL Original) /.test(name)) ?? []
  return typeof text === 'string' ? text : ''
}

/** Each line within the brackets is a column, a key or a constraint; the options of the table follow. */
function tableLines(table: string, text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.trim().replace(/,$/, ''))
  const end = lines.findIndex((line) => line.startsWith(')'))
  const options = lines
    .slice(end)
    .join(' ')
    .replace(/ AUTO_INCREMENT=\d+/, '')
  return [`table ${table}\t${options}`, ...lines.slice(1, end).map((line) => `${subjectOf(table, line)}\t${line}`)]
}

function subjectOf(table: string, line: string): string {
  const [, kind = '', name] = /^([A-Z ]*)(?:`((?:[^`]|``)*)`)?/.exec(line) ?? []
  if (name !== undefined && kind === '') return `column ${table}.${name}`
  const word = kind.trim().toLowerCase() || 'part'
  return `${word === 'constraint' ? 'constraint' : word} ${name === undefined ? '' : `${name} `}of ${table}`
}

interface Part {
  readonly sql: string
  readonly lineOf: (row: Row) => string
}

/** The queries of what is no table. */
function partsOf(database: string): readonly Part[] {
  const of = literal(database)
  const lineOf = ({ line }: Row): string => String(line)
  return [
    {
      sql: `show triggers from ${quoted(database)}`,
      lineOf: ({ Trigger, Table, Timing, Event, Statement, sql_mode: mode, Definer }) =>
        `trigger ${String(Trigger)} of ${String(Table)}\t${JSON.stringify([Timing, Event, Statement, mode, Definer])}`,
    },
    {
      sql: `select concat(lower(routine_type), ' ', routine_name, '\\t', coalesce(dtd_identifier, ''), coalesce(routine_definition, ''), sql_mode, security_type, definer) as line
        from information_schema.routines where routine_schema = ${of}`,
      lineOf,
    },
    {
      sql: `select concat('event ', event_name, '\\t', event_definition, status, coalesce(interval_value, ''), sql_mode, definer) as line
        from information_schema.events where event_schema = ${of}`,
      lineOf,
    },
    {
      sql: `select concat('database ', schema_name, '\\t', default_collation_name) as line from information_schema.schemata where schema_name = ${of}`,
      lineOf,
    },
  ]
}

/** Returns what was added to a schema, removed and changed, in words: `column orders.note added`. */
export function schemaChanges(before: ReadonlySet<string>, after: ReadonlySet<string>): readonly string[] {
  const nameOf = (line: string): string => line.slice(0, line.indexOf('\t'))
  const added = [...after].filter((line) => !before.has(line)).map(nameOf)
  const removed = [...before].filter((line) => !after.has(line)).map(nameOf)
  const words = (subject: string): string => {
    if (!removed.includes(subject)) return `${subject} added`
    return added.includes(subject) ? `${subject} changed` : `${subject} removed`
  }
  return [...new Set([...added, ...removed])].map(words)
}
