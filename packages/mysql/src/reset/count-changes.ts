import type { Changes, TableChanges } from '@portside/service-kit'
import type { QueryFunction } from '@portside/service-kit/database'
import { quoted } from '../names'
import { areEqual } from './restore-statements'
import type { Table } from './tables'

/** Counts the changes of tables against their copies. Tables without any are left out. */
export async function countChanges(
  dirty: Iterable<Table>,
  copies: ReadonlyMap<string, string> | undefined,
  query: QueryFunction,
): Promise<Changes> {
  const changes: Record<string, TableChanges> = {}
  for (const table of dirty) {
    const copy = copies?.get(table.name)
    if (copy === undefined) continue
    const counted = table.key.length === 0 ? await countRows(table, copy, query) : await countByKey(table, copy, query)
    if (counted.inserted + counted.updated + counted.deleted > 0) changes[table.name] = counted
  }
  return changes
}

/** A temporary table can be named but once in a statement. */
async function countByKey({ name, columns, key }: Table, copy: string, query: QueryFunction): Promise<TableChanges> {
  const [table, first = ''] = [quoted(name), key[0]]
  const isSame = key.map((column) => `copied.${column} = now.${column}`).join(' and ')
  const count = async (from: string, where: string): Promise<number> => {
    const [row] = await query<{ count: number }>(`select count(*) as count from ${from} on ${isSame} where ${where}`)
    return row?.count ?? 0
  }
  const both = `${table} as now join ${copy} as copied`
  return {
    inserted: await count(`${table} as now left join ${copy} as copied`, `copied.${first} is null`),
    updated: await count(both, `not (${areEqual(columns, 'now', 'copied')})`),
    deleted: await count(`${copy} as copied left join ${table} as now`, `now.${first} is null`),
  }
}

/** Without a key, a row that was changed is one that was deleted and one that was inserted. */
async function countRows({ name, columns }: Table, copy: string, query: QueryFunction): Promise<TableChanges> {
  const list = columns.map((column) => (column.isText ? `hex(${column.name})` : column.name)).join(', ')
  const rowsOf = async (table: string): Promise<readonly string[]> => {
    const rows = await query(`select ${list} from ${table}`)
    return rows.map((row) => JSON.stringify(Object.values(row)))
  }
  const [now, before] = [await rowsOf(quoted(name)), await rowsOf(copy)]
  return { inserted: surplus(now, before), updated: 0, deleted: surplus(before, now) }
}

function surplus(rows: readonly string[], others: readonly string[]): number {
  const left = new Map<string, number>()
  for (const row of others) left.set(row, (left.get(row) ?? 0) + 1)
  return rows.filter((row) => {
    const count = left.get(row) ?? 0
    left.set(row, count - 1)
    return count <= 0
  }).length
}
