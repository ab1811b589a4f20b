import { type Changes, type Restored, SchemaChange, type Snapshots } from '@portside/service-kit'
import type { Client } from '../client'
import { quoted } from '../names'
import { countChanges } from './count-changes'
import { type Counters, openCounters } from './counters'
import { isLockFailure } from './locks'
import { aliasesOf, copyStatement, restoreStatements } from './restore-statements'
import { numberIn, readSchema, type Schema, schemaChanges, createText } from './schema'
import { readSequences, sequenceStatement, type SequenceStates } from './sequences'
import type { Changed } from './row-lines'
import { openTableLocks } from './table-locks'
import { readFollowers, readTables, type Table, withFollowers } from './tables'
import { readTriggers } from './triggers'

/** The rows and the numbers of a database at one moment. */
export interface Snapshot {
  /** The copies of the tables, quoted, by the names of the tables: those of the template, or temporary tables of our own connection. */
  readonly copies: ReadonlyMap<string, string>
  /** The next numbers of tables. */
  readonly numbers: ReadonlyMap<string, string>
  readonly sequences: SequenceStates
}

/** The state that the database had when a snapshot was last taken or restored. */
interface Base {
  readonly snapshot: Snapshot
  readonly counters: Counters
}

/** The database as it is now. */
interface Look {
  readonly counters: Counters
  readonly schema: Schema
  /** The tables that may have changed since the base. */
  readonly dirty: readonly Table[]
}

/** The snapshots of one database, and what has changed since one of them. */
export interface OpenSnapshots extends Snapshots<Snapshot> {
  readonly changedSince: (snapshot: Snapshot) => Promise<Changed>
}

/** The database, as its snapshots are made. */
export interface SnapshotPlace {
  /** Has one connection to the database, which nothing else uses. */
  readonly client: Client
  readonly database: string
  /** The database with the same rows, which nobody changes; `undefined` if there is none. */
  readonly template: string | undefined
}

/** Opens the snapshots of a database. A call that needs a lock rejects at once with the driver's error if another connection has it. */
export async function openSnapshots({ client, database, template }: SnapshotPlace): Promise<OpenSnapshots> {
  const { query, results } = client
  const { settings, withLocks } = await openTableLocks(client)
  const countersOf = await openCounters(query, database)
  const tables = await readTables(query, database)
  const followers = await readFollowers(query, database)
  const triggers = await readTriggers(client, database)
  const { lines, sequences } = await readSchema(client, database)
  const names = tables.map(({ name }) => name)
  let base: Base | undefined
  let copies = 0
  return { take, restore, changes, changedSince }

  async function changes(): Promise<Changes> {
    return countChanges((await look()).dirty, base?.snapshot.copies, query)
  }

  async function changedSince(snapshot: Snapshot): Promise<Changed> {
    const { schema, dirty } = await look()
    const counts = await countChanges(dirty, base?.snapshot.copies, query)
    const states = await lockedSequences().catch((error: unknown) => {
      if (isLockFailure(error)) return undefined
      throw error
    })
    return {
      tables: tables.filter((table) => table.name in counts || isOtherThan(snapshot, table)),
      numbers: [...schema.numbers].filter(([name, number]) => snapshot.numbers.get(name) !== number),
      sequences: states && [...states].filter(([name, next]) => snapshot.sequences.get(name) !== next),
      exhausted: sequences.filter((name) => states?.has(name) === false && snapshot.sequences.has(name)),
    }
  }

  /** Whether a table had other rows when the last snapshot was taken or restored. */
  function isOtherThan(snapshot: Snapshot, { name }: Table): boolean {
    return base?.snapshot.copies.get(name) !== snapshot.copies.get(name)
  }

  async function take(): Promise<Snapshot> {
    const { counters, schema, dirty } = await look()
    const isFirst = base === undefined && template !== undefined
    const taken = new Map(base?.snapshot.copies)
    if (isFirst) for (const name of names) taken.set(name, `${quoted(template)}.${quoted(name)}`)
    else await copy(await changedOf(dirty, counters), taken)
    const snapshot = { copies: taken, numbers: schema.numbers, sequences: await lockedSequences() }
    // Rows that were written since the counters were read are in the copies, too; the next restore writes them once more.
    base = { snapshot, counters }
    return snapshot
  }

  /** Reads the next numbers of sequences, while nobody else can ask for one. */
  function lockedSequences(): Promise<SequenceStates> {
    const locks = sequences.map((name) => `${quoted(name)} write`)
    return withLocks(locks, () => readSequences(client, sequences))
  }

  /** Of the tables that nothing counts, leaves out those that have the rows of their last copies: two snapshots of them are then the same. */
  async function changedOf(dirty: readonly Table[], counters: Counters): Promise<readonly Table[]> {
    const isKnown = ({ name, isCounted }: Table): boolean =>
      base === undefined || !base.snapshot.copies.has(name) || (isCounted && counters !== undefined)
    const unknown = dirty.filter((table) => !isKnown(table))
    const changes = await countChanges(unknown, base?.snapshot.copies, query)
    return dirty.filter((table) => isKnown(table) || changes[table.name] !== undefined)
  }

  async function copy(dirty: readonly Table[], taken: Map<string, string>): Promise<void> {
    if (dirty.length === 0) return
    await withLocks(
      dirty.map(({ name }) => `${quoted(name)} read`),
      async () => {
        await results(
          dirty.map((table) => {
            copies += 1
            taken.set(table.name, `portside_copy_${copies}`)
            return copyStatement(table, `portside_copy_${copies}`)
          }),
        )
      },
    )
  }

  async function restore(snapshot: Snapshot): Promise<Restored> {
    const { counters, schema, dirty } = await look()
    const isMoved = ({ name }: Table) => schema.numbers.get(name) !== snapshot.numbers.get(name)
    const touched = tables.filter((table) => dirty.includes(table) || isOtherThan(snapshot, table) || isMoved(table))
    if (touched.length === 0 && sequences.length === 0) {
      base = { snapshot, counters }
      return { tables: 0, rows: 0 }
    }
    for (;;) {
      const restored = await withLocks(locksFor(touched, snapshot), () => restoreLocked(touched, snapshot, counters))
      if ('rows' in restored) return restored
      touched.push(...restored.late)
    }
  }

  /** Restores tables to which nobody can write now, unless a writer has meanwhile changed others, too: then these are returned. */
  async function restoreLocked(
    touched: readonly Table[],
    snapshot: Snapshot,
    before: Counters,
  ): Promise<Restored | { readonly late: readonly Table[] }> {
    const late = changedBetween(before, await countersOf(names)).filter((table) => !touched.includes(table))
    if (before !== undefined && late.length > 0) return { late }
    const fired = triggers.filter(({ table }) => touched.some(({ name }) => name === table))
    try {
      const rows = await rewrite(
        touched,
        snapshot,
        fired.map(({ drop }) => drop),
      )
      await restoreNumbers(touched, snapshot)
      base = { snapshot, counters: merged(before, await countersOf(names), touched) }
      return { tables: touched.length, rows }
    } finally {
      if (fired.length > 0)
        await results(
          fired
            .flatMap(({ drop, create }) => [drop, create])
            .flat()
            .concat(settings),
        )
    }
  }

  async function rewrite(touched: readonly Table[], snapshot: Snapshot, drops: readonly string[]): Promise<number> {
    const rewrites = touched.flatMap((table) => restoreStatements(table, snapshot.copies.get(table.name) ?? ''))
    const moves = Array.from(snapshot.sequences, ([name, next]) => sequenceStatement(name, next))
    const done = await results([...drops, ...rewrites, 'commit', ...moves])
    return done.reduce((sum, { changed }) => sum + changed, 0)
  }

  /** Gives tables the next numbers that they had. */
  async function restoreNumbers(touched: readonly Table[], { numbers }: Snapshot): Promise<void> {
    const shown = await results(touched.map(({ name }) => `show create table ${quoted(name)}`))
    const moved = touched.filter(({ name }, index) => numberIn(createText(shown[index]?.rows[0])) !== numbers.get(name))
    if (moved.length > 0)
      await results(moved.map(({ name }) => `alter table ${quoted(name)} auto_increment = ${numbers.get(name)}`))
  }

  function locksFor(touched: readonly Table[], { copies }: Snapshot): readonly string[] {
    return [
      ...touched.flatMap(({ name }) => [
        `${quoted(name)} write`,
        `${quoted(name)} as ${aliasesOf({ name }).there} read`,
      ]),
      // A temporary table needs no lock, and cannot have one.
      ...touched.flatMap(({ name }) => {
        const copy = copies.get(name) ?? ''
        return copy.includes('.') ? [`${copy} as ${aliasesOf({ name }).copied} read`] : []
      }),
      ...sequences.map((name) => `${quoted(name)} write`),
    ]
  }

  async function look(): Promise<Look> {
    const counters = await countersOf(names)
    const schema = await readSchema(client, database)
    const changes = schemaChanges(lines, schema.lines)
    if (changes.length > 0) throw new SchemaChange(changes)
    return { counters, schema, dirty: base === undefined ? tables : changedBetween(base.counters, counters) }
  }

  /** Returns the tables that have changed between two readings of the counters. */
  function changedBetween(before: Counters, now: Counters): readonly Table[] {
    if (before === undefined || now === undefined) return tables
    const changed = tables.filter(({ name, isCounted }) => !isCounted || before.get(name) !== now.get(name))
    const all = withFollowers(
      changed.map(({ name }) => name),
      followers,
    )
    return tables.filter(({ name }) => all.has(name))
  }
}

/** Our own changes are counted, too. */
function merged(before: Counters, now: Counters, touched: readonly Table[]): Counters {
  if (before === undefined || now === undefined) return undefined
  return new Map([...before, ...touched.map(({ name }) => [name, now.get(name) ?? ''] as const)])
}
