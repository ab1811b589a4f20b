import type { Changes, TableChanges } from '@portside/service-kit'
import type { QueryFunction } from '@portside/service-kit/database'
import { firstRow } from '../first-row'
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
    const [row] = await query<TableChanges & Record<string, unknown>>(countStatement(table, copy))
    if (row !== undefined && row.inserted + row.updated + row.deleted > 0) changes[table.name] = { ...row }
  }
  return changes
}

function countStatement({ name, columns, key }: Table, copy: string): string {
  const list = columns.join(', ')
  if (key.length === 0) {
    const [now, before] = [`select row(${list})::text from only ${name}`, `select row(${list})::text from ${copy}`]
    const count = (one: string, other: string) => `(select count(*)::int from (${one} except all ${other}) as rows)`
    return `select ${count(now, before)} as inserted, 0 as updated, ${count(before, now)} as deleted`
  }
  const text = (from: string) => `row(${columns.map((column) => `${from}.${column}`).join(', ')})::text`
  const join = `only ${name} as now full join ${copy} as before on ${key.map((column) => `now.${column} = before.${column}`).join(' and ')}`
  const first = key[0] ?? ''
  return `select count(*) filter (where before.${first} is null)::int as inserted,
    count(*) filter (where now.${first} is not null and before.${first} is not null and ${text('now')} <> ${text('before')})::int as updated,
    count(*) filter (where now.${first} is null)::int as deleted from ${join}`
}

/** Whether two copies of a table have the same rows. */
export async function areEqual(one: string, other: string, query: QueryFunction): Promise<boolean> {
  const count = (copy: string) => `(select count(*) from ${copy})`
  const rows = (copy: string) => `select row(copy.*)::text from ${copy} as copy`
  const { same } = await firstRow(
    query<{ same: boolean }>(
      `select ${count(one)} = ${count(other)} and not exists (${rows(one)} except all ${rows(other)}) as same`,
    ),
  )
  return same
}
