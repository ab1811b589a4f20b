import type { QueryFunction } from '../postgres-address'

/** A table with rows of its own. */
export interface Table {
  /** Its schema and its name, quoted. */
  readonly name: string
  /** The number of its file; TRUNCATE and its like give it another one. */
  readonly file: number
  /** Whether its changes are in no log. */
  readonly isUnlogged: boolean
  /** The columns that can be written, quoted. */
  readonly columns: readonly string[]
  /** The columns of its primary key, quoted; none if there is no key. */
  readonly key: readonly string[]
}

const userSchemas = `n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'`

/** Reads the tables of a database: ordinary ones, and the partitions in which rows are; those of other roles that this one may not write are left out. */
export async function readTables(query: QueryFunction): Promise<readonly Table[]> {
  const rows = await query<TableRow>(`
    select format('%I.%I', n.nspname, c.relname) as name, c.relfilenode::int8::text as file, c.relpersistence = 'u' as unlogged,
      (select json_agg(quote_ident(a.attname) order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
      (select json_agg(quote_ident(a.attname)) from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)
        where i.indrelid = c.oid and i.indisprimary) as key
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and c.relpersistence <> 't' and has_table_privilege(c.oid, 'DELETE') and ${userSchemas} order by c.oid`)
  return rows.map(({ name, file, unlogged, columns, key }) => ({
    name,
    file: Number(file),
    isUnlogged: unlogged,
    columns: columns ?? [],
    key: key ?? [],
  }))
}

interface TableRow extends Record<string, unknown> {
  readonly name: string
  readonly file: string
  readonly unlogged: boolean
  readonly columns: readonly string[] | null
  readonly key: readonly string[] | null
}

/** A sequence. */
export interface Sequence {
  /** Its schema and its name, quoted. */
  readonly name: string
  /** The table for whose column it counts. */
  readonly owner: string | undefined
}

/** Reads the sequences of a database. */
export async function readSequences(query: QueryFunction): Promise<readonly Sequence[]> {
  const rows = await query<{ name: string; owner: string | null }>(`
    select format('%I.%I', n.nspname, c.relname) as name,
      (select format('%I.%I', tn.nspname, t.relname) from pg_depend d join pg_class t on t.oid = d.refobjid join pg_namespace tn on tn.oid = t.relnamespace
        where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i') limit 1) as owner
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'S' and c.relpersistence <> 't' and has_table_privilege(c.oid, 'UPDATE') and ${userSchemas}`)
  return rows.map(({ name, owner }) => ({ name, owner: owner ?? undefined }))
}

/** The states of sequences, by their names. */
export type SequenceStates = ReadonlyMap<string, string>

/** Reads the states of sequences directly: the log of changes has only every thirty-second value. */
export async function readStates(sequences: readonly Sequence[], query: QueryFunction): Promise<SequenceStates> {
  if (sequences.length === 0) return new Map()
  const reads = sequences.map(
    ({ name }) => `select ${literal(name)} as name, last_value || ', ' || is_called as state from ${name}`,
  )
  const rows = await query<{ name: string; state: string }>(reads.join(' union all '))
  return new Map(rows.map(({ name, state }) => [name, state]))
}

/** Returns the statement that gives a sequence its state. */
export function sequenceStatement({ name }: Sequence, states: SequenceStates): string {
  return `select setval(${literal(name)}, ${states.get(name)})`
}

/** Reads the materialised views that have rows. */
export async function readMaterializedViews(query: QueryFunction): Promise<readonly string[]> {
  const rows = await query<{ name: string }>(`
    select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'm' and c.relispopulated and pg_has_role(c.relowner, 'USAGE') and ${userSchemas} order by c.oid`)
  return rows.map(({ name }) => name)
}

/** Quotes a text for SQL. */
function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
