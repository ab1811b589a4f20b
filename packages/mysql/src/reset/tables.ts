import type { QueryFunction } from '@portside/service-kit/database'
import { literal, quoted } from '../names'

/** A column that can be written. */
export interface Column {
  /** Its name, quoted. */
  readonly name: string
  /** Whether it has text or bytes, which are compared byte by byte: `a` is not `A`. */
  readonly isText: boolean
  /** Its type, without length: `varchar`. */
  readonly type: string
}

/** A table with rows of its own. */
export interface Table {
  readonly name: string
  /** The columns that can be written. */
  readonly columns: readonly Column[]
  /** The columns of its primary key, quoted; none if there is no key, or one of parts of columns. */
  readonly key: readonly string[]
  /** Whether all its changes are counted: those of engines other than InnoDB may not be. */
  readonly isCounted: boolean
}

/** Reads the tables of a database. */
export async function readTables(query: QueryFunction, database: string): Promise<readonly Table[]> {
  const of = `table_schema = ${literal(database)}`
  const tables = await query<{ name: string; engine: string | null }>(
    `select table_name as name, engine as engine from information_schema.tables where ${of} and table_type in ('BASE TABLE', 'SYSTEM VERSIONED') order by table_name`,
  )
  const columns = await query<ColumnRow>(
    `select table_name as tableName, column_name as name, data_type as type, extra as extra from information_schema.columns where ${of} order by table_name, ordinal_position`,
  )
  const keys = await query<KeyRow>(
    `select table_name as tableName, column_name as name, sub_part as part from information_schema.statistics where ${of} and index_name = 'PRIMARY' order by table_name, seq_in_index`,
  )
  return tables.map(({ name, engine }) => {
    const ofTable = ({ tableName }: { readonly tableName: string }): boolean => tableName === name
    const key = keys.filter(ofTable)
    return {
      name,
      columns: columns
        .filter(ofTable)
        .filter(({ extra }) => !/\b(VIRTUAL|STORED|PERSISTENT) GENERATED|INVISIBLE ROW/i.test(extra))
        .map(({ name, type }) => ({ name: quoted(name), isText: isText(type), type: type.toLowerCase() })),
      key: key.some(({ part }) => part !== null) ? [] : key.map(({ name }) => quoted(name)),
      isCounted: engine === 'InnoDB',
    }
  })
}

interface ColumnRow extends Record<string, unknown> {
  readonly tableName: string
  readonly name: string
  readonly type: string
  readonly extra: string
}

interface KeyRow extends Record<string, unknown> {
  readonly tableName: string
  readonly name: string
  readonly part: number | string | null
}

/** Numbers and times are equal or not; all else has letters, or is compared as bytes. */
function isText(type: string): boolean {
  return !/^(tinyint|smallint|mediumint|int|bigint|decimal|float|double|bit|date|time|datetime|timestamp|year)$/i.test(
    type,
  )
}

/** The tables that change with a table, without a statement of their own: those whose rows follow by `CASCADE` or `SET NULL`. */
export type Followers = ReadonlyMap<string, readonly string[]>

/** Reads the references by which changes spread within the engine, where nothing counts them. */
export async function readFollowers(query: QueryFunction, database: string): Promise<Followers> {
  const rows = await query<{ child: string; parent: string }>(
    `select distinct table_name as child, referenced_table_name as parent from information_schema.referential_constraints
      where constraint_schema = ${literal(database)} and (delete_rule not in ('RESTRICT', 'NO ACTION') or update_rule not in ('RESTRICT', 'NO ACTION'))`,
  )
  const followers = new Map<string, string[]>()
  for (const { child, parent } of rows) followers.set(parent, [...(followers.get(parent) ?? []), child])
  return followers
}

/** Adds to names of tables all that change with them. */
export function withFollowers(names: Iterable<string>, followers: Followers): ReadonlySet<string> {
  const all = new Set(names)
  // A name that is added meanwhile is visited, too.
  for (const name of all) for (const follower of followers.get(name) ?? []) all.add(follower)
  return all
}
