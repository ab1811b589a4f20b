import { type Changes, type Restored, SchemaChange } from '@portside/service-kit'
import type { Client } from '../client'
import { firstRow } from '../first-row'
import { type Bound, currentTransaction, openChangeLog } from './change-log'
import { areEqual, countChanges } from './count-changed-rows'
import { areOtherObjects, copyObjects, largeObjects, restoreObjects } from './large-objects'
import { restoreStatements, type Since } from './restore-statements'
import type { Changed } from './row-lines'
import { readSchema, schemaChanges } from './schema-lines'
import {
  readMaterializedViews,
  readSequences,
  readStates,
  readTables,
  type Sequence,
  type SequenceStates,
  sequenceStatement,
  type Table,
} from './tables'

/** The rows and sequences of a database at one moment. */
export interface Snapshot {
  /** The copies of the tables, by their names: temporary tables of our own connection. */
  readonly copies: ReadonlyMap<string, string>
  readonly sequences: SequenceStates
}

/** The snapshots of one database. All of it rejects with a `SchemaChange` once the schema has changed. */
export interface Snapshots {
  /** Takes a snapshot of the current state. */
  readonly take: () => Promise<Snapshot>
  /** Restores the state of a snapshot, in place. Throws what the driver throws if a lock cannot be had in time. */
  readonly restore: (snapshot: Snapshot, lockMs: number) => Promise<Restored>
  /** Returns the tables and sequences that have changed since a snapshot, or may have. */
  readonly changedSince: (snapshot: Snapshot) => Promise<Changed>
  /** Counts what was changed since the last snapshot was taken or restored, by the names of tables. */
  readonly changes: () => Promise<Changes>
}

/** The state that the database had when a snapshot was last taken or restored. */
interface Base extends Since {
  readonly snapshot: Snapshot
  /** The tables, with the files that they had then. */
  readonly tables: readonly Table[]
}

/** The database as it is now. */
interface Look {
  readonly bound: Bound
  /** The tables that may have changed since the base. */
  readonly dirty: ReadonlySet<Table>
  /** The tables whose file was replaced. */
  readonly replaced: ReadonlySet<Table>
  /** Whether the log says which tables have changed; else all may have. */
  readonly isKnown: boolean
  /** Whether the catalogs may have changed, and with them large objects. */
  readonly hasCatalogs: boolean
}

// A database may have settings of its own for all sessions. No event trigger of the app sees the tables of copies.
const ownSettings = `
  select set_config(name, value, false) from (values ('session_replication_role', 'replica'), ('default_transaction_read_only', 'off'),
    ('default_transaction_isolation', 'read committed'), ('statement_timeout', '0'), ('transaction_timeout', '0'),
    ('idle_session_timeout', '0'), ('idle_in_transaction_session_timeout', '0')) as own (name, value)
  where name in (select name from pg_settings)`

/** Makes the snapshots of a database. `client` has one connection to it, which nothing else uses; `admin` is connected to the database `postgres`, if its log of changes may be read. */
export async function createSnapshots(client: Client, admin: Client | undefined): Promise<Snapshots> {
  const { query, execute } = client
  await query(ownSettings)
  const log = await openChangeLog(admin?.query, query)
  const schema = await readSchema(query)
  const sequences = await readSequences(query)
  let views = await readMaterializedViews(query)
  let tables = await readTables(query)
  let base: Base | undefined
  let copies = 0
  return { take, restore, changes, changedSince }

  async function changes(): Promise<Changes> {
    return countChanges((await look()).dirty, base?.snapshot.copies, query)
  }

  async function changedSince(snapshot: Snapshot): Promise<Changed> {
    const { dirty } = await look()
    const counts = await countChanges(dirty, base?.snapshot.copies, query)
    const states = await readStates(sequences, query)
    return {
      tables: tables.filter((table) => table.name in counts || isOtherThan(snapshot, table)),
      sequences: sequences.filter(({ name }) => states.get(name) !== snapshot.sequences.get(name)),
    }
  }

  /** Whether a table had other rows when the last snapshot was taken or restored. */
  function isOtherThan(snapshot: Snapshot, { name }: Pick<Table, 'name'>): boolean {
    return base?.snapshot.copies.get(name) !== snapshot.copies.get(name)
  }

  async function take(): Promise<Snapshot> {
    const { bound, dirty, isKnown, hasCatalogs } = await look()
    const names = new Map(base?.snapshot.copies)
    const copyOf = (name: string): string => {
      copies += 1
      names.set(name, `pg_temp.portside_copy_${copies}`)
      return `portside_copy_${copies}`
    }
    const isOther = hasCatalogs && (await areOtherObjects(names.get(largeObjects), query))
    const statements = [
      ...Array.from(dirty, ({ name }) => `create temporary table ${copyOf(name)} as table only ${name}`),
      ...(isOther ? [copyObjects(copyOf(largeObjects))] : []),
    ]
    if (statements.length > 0) {
      await query('begin isolation level repeatable read')
      // As they are after each restore.
      await finish([...statements, ...refreshViews()])
    }
    const guesses = [...dirty].filter((table) => table.isUnlogged || !isKnown)
    await dropEqualCopies(names, base?.snapshot.copies, guesses)
    const snapshot = { copies: names, sequences: await readStates(sequences, query) }
    // Rows that were written since the bound are in the copies, too; the next restore writes them once more.
    base = { snapshot, bound, tables, restoredBy: undefined }
    return snapshot
  }

  /** Goes back to the copies of tables that have the same rows still. */
  async function dropEqualCopies(
    names: Map<string, string>,
    before: Snapshot['copies'] | undefined,
    guesses: readonly Table[],
  ): Promise<void> {
    for (const { name } of guesses) {
      const [old, now] = [before?.get(name), names.get(name)]
      if (old === undefined || now === undefined || !(await areEqual(old, now, query))) continue
      names.set(name, old)
      await query(`drop table ${now}`)
    }
  }

  async function restore(snapshot: Snapshot, lockMs: number): Promise<Restored> {
    const { bound, dirty, replaced, hasCatalogs } = await look()
    const states = await readStates(sequences, query)
    const moved = sequences.filter(({ name }) => states.get(name) !== snapshot.sequences.get(name))
    const isOther = (table: Table) => isOtherThan(snapshot, table)
    // A writer may have taken numbers, and not yet written its row.
    const isOwner = ({ name }: Table) => moved.some(({ owner }) => owner === name)
    const touched = tables.filter((table) => dirty.has(table) || isOther(table) || isOwner(table))
    const mayHaveObjects = hasCatalogs || isOtherThan(snapshot, { name: largeObjects })
    const objects = mayHaveObjects ? await restoreObjects(snapshot.copies.get(largeObjects), query) : []
    if (touched.length === 0) {
      const more = [...moved.map((sequence) => sequenceStatement(sequence, snapshot.sequences)), ...objects]
      if (more.length > 0) await execute([`set local lock_timeout = ${lockMs}`, ...more].join(';'))
      base = { snapshot, bound, tables, restoredBy: undefined }
      return { tables: 0, rows: 0 }
    }
    await lockAll(touched, bound, lockMs)
    const rewrites = touched.flatMap((table) => {
      const since = isOther(table) || replaced.has(table) ? undefined : base
      return restoreStatements(table, snapshot.copies.get(table.name) ?? '', since)
    })
    const isTouched = ({ owner, name }: Sequence) =>
      owner === undefined ? moved.some((one) => one.name === name) : touched.some((table) => table.name === owner)
    const { rows, xid } = await finish([
      ...sequences.filter(isTouched).map((sequence) => sequenceStatement(sequence, snapshot.sequences)),
      ...rewrites,
      ...objects,
      ...refreshViews(),
    ])
    base = { snapshot, bound, tables, restoredBy: xid }
    return { tables: touched.length, rows }
  }

  /** Begins a transaction in which nobody else writes to the tables, nor has written to others since the bound was taken: these are added. */
  async function lockAll(touched: Table[], bound: Bound, lockMs: number): Promise<void> {
    for (;;) {
      await query('begin')
      try {
        await lock(touched, lockMs)
        const late = await writtenSince(bound, touched)
        if (late.length === 0) return
        touched.push(...late)
      } catch (error) {
        await query('rollback').catch(() => undefined)
        throw error
      }
      await query('rollback')
    }
  }

  /** Nobody writes to the tables from now on; triggers and references are not looked at. */
  async function lock(touched: readonly Table[], lockMs: number): Promise<void> {
    const names = touched.map(({ name }) => `only ${name}`)
    await execute(
      [
        'set local session_replication_role = replica',
        `set local lock_timeout = ${lockMs}`,
        `lock table ${names.join(', ')} in share row exclusive mode`,
      ].join(';'),
    )
  }

  /** Returns the tables with rows of a writer that has ended since the bound was taken: some of its rows are in tables that are locked. */
  async function writtenSince(bound: Bound, touched: readonly Table[]): Promise<readonly Table[]> {
    const changes = await log.changes(bound, await log.boundWithin(bound), undefined)
    if (changes === undefined) return tables.filter((table) => !touched.includes(table))
    return tables.filter((table) => changes.files.has(table.file) && !touched.includes(table))
  }

  async function look(): Promise<Look> {
    const bound = await log.bound()
    if (base === undefined)
      return { bound, dirty: new Set(tables), replaced: new Set(), isKnown: false, hasCatalogs: true }
    const changes = await log.changes(base.bound, bound, base.restoredBy)
    const hasCatalogs = changes?.hasCatalogs !== false
    const replaced = hasCatalogs ? await lookAtCatalogs(base.tables) : new Set<Table>()
    const isDirty = (table: Table) =>
      changes === undefined || table.isUnlogged || changes.files.has(table.file) || replaced.has(table)
    return { bound, dirty: new Set(tables.filter(isDirty)), replaced, isKnown: changes !== undefined, hasCatalogs }
  }

  /** Returns the tables that have other files than before. Throws a `SchemaChange`. */
  async function lookAtCatalogs(before: readonly Table[]): Promise<ReadonlySet<Table>> {
    const changes = schemaChanges(schema, await readSchema(query))
    if (changes.length > 0) throw new SchemaChange(changes)
    views = await readMaterializedViews(query)
    const files = new Map(before.map(({ name, file }) => [name, file]))
    tables = await readTables(query)
    return new Set(tables.filter(({ name, file }) => files.get(name) !== file))
  }

  function refreshViews(): readonly string[] {
    return views.map((view) => `refresh materialized view ${view}`)
  }

  /** Runs the statements of a transaction that has begun, and commits it. */
  async function finish(statements: readonly string[]): Promise<{ readonly rows: number; readonly xid: string }> {
    try {
      const rows = await execute(statements.join(';'))
      const { xid } = await firstRow(query<{ xid: string }>(currentTransaction))
      await query('commit')
      return { rows, xid }
    } catch (error) {
      await query('rollback').catch(() => undefined)
      throw error
    }
  }
}
