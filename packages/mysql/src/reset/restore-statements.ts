import { quoted } from '../names'
import type { Column, Table } from './tables'

/** The names of a table and of its copy within a statement that names the table twice. LOCK TABLES wants a lock for each, and no name twice. */
export function aliasesOf({ name }: Pick<Table, 'name'>): { readonly there: string; readonly copied: string } {
  return { there: quoted(`${name} there`), copied: quoted(`${name} copied`) }
}

/** Returns the statements that give a table the rows of its copy. With a key, rows that are as they were stay untouched. */
export function restoreStatements({ name, columns, key }: Table, copy: string): readonly string[] {
  const table = quoted(name)
  const { there, copied } = aliasesOf({ name })
  const list = columns.map((column) => column.name).join(', ')
  const values = columns.map((column) => `${copied}.${column.name}`).join(', ')
  if (columns.length === 0) return []
  if (key.length === 0)
    return [`delete from ${table}`, `insert into ${table} (${list}) select ${values} from ${copy} as ${copied}`]
  const [first = ''] = key
  const isSame = (other: string): string =>
    key.map((column) => `${copied}.${column} = ${other}.${column}`).join(' and ')
  return [
    `delete ${table} from ${table} left join ${copy} as ${copied} on ${isSame(table)} where ${copied}.${first} is null or not (${areEqual(columns, table, copied)})`,
    `insert into ${table} (${list}) select ${values} from ${copy} as ${copied} left join ${table} as ${there} on ${isSame(there)} where ${there}.${first} is null`,
  ]
}

/** Compares rows to the byte. */
export function areEqual(columns: readonly Column[], one: string, other: string): string {
  return columns
    .map(({ name, isText }) => {
      const bytes = isText ? 'binary ' : ''
      return `${bytes}${one}.${name} <=> ${bytes}${other}.${name}`
    })
    .join(' and ')
}

/** Returns the statement that copies a table to a temporary one of the connection. */
export function copyStatement({ name, columns, key }: Table, copy: string): string {
  const list = columns.map((column) => column.name).join(', ')
  const keys = key.length === 0 ? '' : ` (primary key (${key.join(', ')}))`
  // The engine is that of all tables, whose rows are compared with those of the copy.
  return `create temporary table ${copy}${keys} engine = InnoDB select ${list === '' ? '1 as nothing' : list} from ${quoted(name)}`
}
