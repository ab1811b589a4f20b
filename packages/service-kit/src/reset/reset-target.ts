import type { TestFailure } from '@portside/core/kit'

/** The number of tables and rows that were restored. */
export interface Restored {
  readonly tables: number
  readonly rows: number
}

/** The outcome of a reset. */
export interface ResetReport extends Restored {
  /** The duration, in milliseconds. */
  readonly ms: number
}

/** The rows that were changed in a table. */
export interface TableChanges {
  readonly inserted: number
  readonly updated: number
  readonly deleted: number
}

/** The changes of tables, by their names. Tables without any are left out. */
export type Changes = Readonly<Record<string, TableChanges>>

/** The snapshots of one database. All of it rejects with a `SchemaChange` once the schema has changed, which no snapshot restores. */
export interface Snapshots<Snapshot, Report extends object = Restored, Changed = Changes> {
  /** Takes a snapshot of the current state. */
  readonly take: () => Promise<Snapshot>
  /** Restores the state of a snapshot, in place, and returns how much that was. */
  readonly restore: (snapshot: Snapshot) => Promise<Report>
  /** Returns what was changed since the last snapshot was taken or restored. */
  readonly changes: () => Promise<Changed>
}

/** An open database, with the snapshot to which files return. */
export interface ResetSession<Snapshot, Report extends object = Restored, Changed = Changes> {
  readonly snapshots: Snapshots<Snapshot, Report, Changed>
  readonly seed: Snapshot
  /** Waits until nobody is in the middle of writing, before the state after the hooks of a file is taken. @default does not wait */
  readonly whenIdle?: () => Promise<void>
  /** Returns, in words, what connections keep that a reset cannot undo; each thing once. @default nothing */
  readonly leftOpen?: () => Promise<readonly string[]>
  /** Describes what a failed test has done that began at `sinceMs`, in milliseconds since 1970. @default nothing */
  readonly describeFailure?: (failure: TestFailure, sinceMs: number) => Promise<string>
  /** How the snapshots may be lost. @default never */
  readonly loss?: SnapshotLoss
  readonly close: () => Promise<void>
}

/** The loss of a connection that keeps snapshots. */
export interface SnapshotLoss {
  /** Whether the snapshots are lost, as `error` of a call may show. */
  readonly isLost: (error?: unknown) => boolean
  /** The instruction that avoids it. */
  readonly hint: string
}

/** The database that is reset. */
export interface ResetTarget<Snapshot, Report extends object = Restored, Changed = Changes> {
  /** Opens it and takes the snapshot to which files return. */
  readonly open: () => Promise<ResetSession<Snapshot, Report, Changed>>
  /** The way back after a change of the schema. @default none: there is no schema */
  readonly schema?: SchemaRules<Snapshot, Report>
}

/** The way back after a change of the schema. */
export interface SchemaRules<Snapshot, Report extends object = Restored> {
  /** Makes the database anew, while it is closed. */
  readonly recreate: () => Promise<void>
  /** Returns the report of a reset that has made the database anew, with this seed. */
  readonly reportOf: (seed: Snapshot) => Report
  /** Whether two snapshots have the same rows. */
  readonly isSame: (one: Snapshot, other: Snapshot) => boolean
  /** `'recreate'`: a database whose schema a test has changed is made anew. `'fail'`: so, but the next test fails with the changes. */
  readonly onChange: 'fail' | 'recreate'
}

/** The schema of a database has changed. */
export class SchemaChange extends Error {
  /** In words: `column orders.note added`. */
  readonly changes: readonly string[]

  constructor(changes: readonly string[]) {
    super(changes.join('; '))
    this.changes = changes
  }
}

/** Whether two records of a snapshot, such as the copies of its tables, are the same. */
export function haveSameEntries(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([name, value]) => other.get(name) === value)
}
