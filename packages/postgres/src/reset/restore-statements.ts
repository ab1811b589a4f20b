import type { Bound } from './change-log'
import type { Table } from './tables'

/** The moment at which a table had the rows of its copy. */
export interface Since {
  readonly bound: Bound
  /** The transaction that restored them. */
  readonly restoredBy: string | undefined
}

/** Returns the statements that give a table the rows of its copy. If it had them at `since`, only what was written later is removed, and only what is missing is added. */
export function restoreStatements(
  { name, columns, key }: Table,
  copy: string,
  since: Since | undefined,
): readonly string[] {
  // A table may have none that can be written.
  if (columns.length === 0) return [`delete from only ${name}`, `insert into ${name} select from ${copy}`]
  const list = columns.join(', ')
  const insert = `insert into ${name} (${list}) overriding system value select ${list} from ${copy}`
  if (key.length === 0 || since === undefined) return [`delete from only ${name}`, insert]
  const { bound, restoredBy } = since
  const isOurs = restoredBy === undefined ? '' : ` and xmin <> '${restoredBy}'::xid`
  const isSame = key.map((column) => `there.${column} = copy.${column}`).join(' and ')
  return [
    `delete from only ${name} where age(xmin) <= age('${bound.xid}'::xid)${isOurs}`,
    `${insert} as copy where not exists (select from only ${name} as there where ${isSame})`,
  ]
}
