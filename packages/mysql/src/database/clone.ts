import type { Row } from '@portside/service-kit/database'
import type { Client } from '../client'
import { literal, quoted } from '../names'
import { createText } from '../reset/schema'
import { readSequences, sequenceStatement } from '../reset/sequences'
import { readTables } from '../reset/tables'
import { createStatements } from '../reset/triggers'

/** The statements that make a database like another one on the same server. No server copies a whole database by itself. */
export interface CloneScript {
  /** Its character set and collation, for CREATE DATABASE. */
  readonly options: string
  /** The tables with their rows, the sequences and the routines. */
  readonly tables: readonly string[]
  /** The views, which may need each other. */
  readonly views: readonly (readonly string[])[]
  /** The triggers and the events. */
  readonly followers: readonly string[]
}

/** Reads how a database is made. `client` has one connection to it: what SHOW CREATE shows then has no name of the database. */
export async function readCloneScript(client: Client, database: string): Promise<CloneScript> {
  const { query } = client
  const of = literal(database)
  const [schema] = await query<{ options: string }>(
    `select concat('character set ', default_character_set_name, ' collate ', default_collation_name) as options from information_schema.schemata where schema_name = ${of}`,
  )
  const kinds = await query<{ name: string; kind: string }>(kindsOf(of))
  const named = (...wanted: readonly string[]) =>
    kinds.filter(({ kind }) => wanted.includes(kind)).map(({ name }) => name)
  const show = async (kind: string, name: string): Promise<Row> =>
    (await query(`show create ${kind} ${quoted(name)}`))[0] ?? {}
  const shown = async (kind: string, names: readonly string[]): Promise<readonly (readonly string[])[]> => {
    const statements: (readonly string[])[] = []
    for (const name of names) statements.push(createStatements(await show(kind, name)).map(unnamed))
    return statements
  }
  const unnamed = (text: string): string => text.replaceAll(`${quoted(database)}.`, '')
  const sequences = await readSequences(client, named('SEQUENCE'))
  const tables = await readTables(query, database)
  const creates: string[] = []
  for (const name of sequences.keys()) creates.push(createText(await show('sequence', name)))
  for (const { name } of tables) creates.push(unnamed(createText(await show('table', name))))
  return {
    options: schema?.options ?? '',
    tables: [
      ...creates,
      ...Array.from(sequences, ([name, next]) => sequenceStatement(name, next)),
      ...tables
        .filter(({ columns }) => columns.length > 0)
        .map(({ name, columns }) => {
          const list = columns.map((column) => column.name).join(', ')
          return `insert into ${quoted(name)} (${list}) select ${list} from ${quoted(database)}.${quoted(name)}`
        }),
      ...(await shown('function', named('FUNCTION'))).flat(),
      ...(await shown('procedure', named('PROCEDURE'))).flat(),
    ],
    views: await shown('view', named('VIEW')),
    followers: [...(await shown('trigger', named('TRIGGER'))).flat(), ...(await shown('event', named('EVENT'))).flat()],
  }
}

function kindsOf(database: string): string {
  return [
    `select table_name as name, table_type as kind, 0 as place from information_schema.tables where table_schema = ${database}`,
    `select routine_name, routine_type, 0 from information_schema.routines where routine_schema = ${database}`,
    `select trigger_name, 'TRIGGER', action_order from information_schema.triggers where trigger_schema = ${database}`,
    `select event_name, 'EVENT', 0 from information_schema.events where event_schema = ${database}`,
  ]
    .join(' union all ')
    .concat(' order by place, name')
}

const settings = "set session foreign_key_checks = 0, unique_checks = 0, sql_mode = 'NO_AUTO_VALUE_ON_ZERO'"

/** Makes a database by a script. If it fails, nothing is left. */
export async function makeClone(
  { options, tables, views, followers }: CloneScript,
  name: string,
  { query, results }: Client,
): Promise<void> {
  await query(`create database ${quoted(name)} ${options}`)
  // A connection that is known to use the database is cut when that is recycled.
  const within = (statements: readonly string[]) =>
    results([`use ${quoted(name)}`, settings, ...statements, 'use information_schema'])
  try {
    await within(tables)
    await makeViews(views, within)
    if (followers.length > 0) await within(followers)
  } catch (error) {
    await query(`drop database if exists ${quoted(name)}`).catch(() => undefined)
    throw error
  }
}

/** A view can be made once those are there that it needs. */
async function makeViews(
  views: readonly (readonly string[])[],
  within: (statements: readonly string[]) => Promise<unknown>,
): Promise<void> {
  let left = views
  while (left.length > 0) {
    const failed: (readonly string[])[] = []
    let failure: unknown
    for (const view of left) {
      await within(view).catch((error: unknown) => {
        failure = error
        failed.push(view)
      })
    }
    if (failed.length === left.length) throw failure
    left = failed
  }
}
