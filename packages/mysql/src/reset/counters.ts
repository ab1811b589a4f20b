import type { QueryFunction } from '@portside/service-kit/database'
import { literal } from '../names'

/** How often each table was written to, as text that is another one after each change; `undefined` if nothing counts that. */
export type Counters = ReadonlyMap<string, string> | undefined

/** Reads the counters of a database. */
export type CountersOf = (tables: readonly string[]) => Promise<Counters>

/**
 * Opens the counters of a database: the rows that were changed, by `userstat` of MariaDB or by performance_schema of MySQL, and the ids of the tables in InnoDB, which TRUNCATE and its like change. On
 * a server that does not count, or whose user may not see it, they are never known.
 *
 * @see https://mariadb.com/kb/en/user-statistics/
 * @see https://dev.mysql.com/doc/refman/8.4/en/performance-schema-table-wait-summary-tables.html
 */
export async function openCounters(query: QueryFunction, database: string): Promise<CountersOf> {
  const isMariadb = await isMariadbServer(query)
  const isCounting = await (isMariadb ? countsUsers(query) : countsWaits(query)).catch(() => false)
  const files = await fileNames(query, database)
  const read = (tables: readonly string[]) => readCounters(tables, files, statements(database, isMariadb), query)
  const isReadable = isCounting && (await read([]).catch(() => undefined)) !== undefined
  return isReadable ? read : () => Promise.resolve(undefined)
}

async function readCounters(
  tables: readonly string[],
  files: ReadonlyMap<string, string>,
  [changes, ids]: readonly [string, string],
  query: QueryFunction,
): Promise<Counters> {
  const counted = await query<{ name: string; changes: number | string }>(changes)
  const rows = await query<{ name: string; id: string }>(ids)
  const byName = new Map(counted.map(({ name, changes }) => [name, String(changes)]))
  const byFile = new Map<string, string>()
  for (const { name, id } of rows) {
    const file = tableOf(name)
    byFile.set(file, `${byFile.get(file) ?? ''}/${id}`)
  }
  return new Map(tables.map((name) => [name, `${byName.get(name) ?? '0'}${byFile.get(files.get(name) ?? name) ?? ''}`]))
}

/** Whether a server is MariaDB. */
export async function isMariadbServer(query: QueryFunction): Promise<boolean> {
  const [row] = await query<{ version: string }>('select version() as version')
  return /mariadb/i.test(row?.version ?? '')
}

async function countsUsers(query: QueryFunction): Promise<boolean> {
  const [row] = await query<{ userstat: number }>('select @@global.userstat as userstat')
  return row?.userstat === 1
}

async function countsWaits(query: QueryFunction): Promise<boolean> {
  const [row] = await query<{ count: number }>(
    "select count(*) as count from performance_schema.setup_instruments where name = 'wait/io/table/sql/handler' and enabled = 'YES' and @@global.performance_schema",
  )
  return row?.count === 1
}

function statements(database: string, isMariadb: boolean): readonly [string, string] {
  const name = literal(database)
  const files = `where name like concat(replace(${literal(fileName(database))}, '_', '\\\\_'), '/%')`
  if (isMariadb)
    return [
      `select table_name as name, rows_changed as changes from information_schema.table_statistics where table_schema = ${name}`,
      `select name as name, table_id as id from information_schema.innodb_sys_tables ${files} order by name`,
    ]
  return [
    `select object_name as name, count_write as changes from performance_schema.table_io_waits_summary_by_table where object_schema = ${name}`,
    `select name as name, table_id as id from information_schema.innodb_tables ${files} order by name`,
  ]
}

/** InnoDB has the names of files: `shop/orders`, `shop/events#P#p0`. */
function tableOf(file: string): string {
  return file.slice(file.indexOf('/') + 1).replace(/#[Pp]#.*$/, '')
}

/** Databases of ours have names without characters that would be written in another way. */
function fileName(database: string): string {
  return database.replaceAll(/[^\w]/g, (letter) => `@${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Returns the names of tables' files by those of the tables; none where the server does not say. Those of letters, digits and `_` are the same. */
async function fileNames(query: QueryFunction, database: string): Promise<ReadonlyMap<string, string>> {
  const rows = await query<{ name: string; file: string }>(
    `select table_name as name, convert(cast(convert(table_name using filename) as binary) using utf8mb4) as file from information_schema.tables where table_schema = ${literal(database)}`,
  ).catch(() => [])
  return new Map(rows.map(({ name, file }) => [name, file]))
}
