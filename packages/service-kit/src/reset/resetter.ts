import type { TestEvent } from '@portside/core/kit'
import { invalidArgument, PortsideError } from '@portside/errors'

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
export interface Snapshots<Snapshot> {
  /** Takes a snapshot of the current state. */
  readonly take: () => Promise<Snapshot>
  /** Restores the state of a snapshot, in place. */
  readonly restore: (snapshot: Snapshot) => Promise<Restored>
  /** Counts what was changed since the last snapshot was taken or restored. */
  readonly changes: () => Promise<Changes>
}

/** An open database, with the snapshot to which files return. */
export interface ResetSession<Snapshot> {
  readonly snapshots: Snapshots<Snapshot>
  readonly seed: Snapshot
  readonly close: () => Promise<void>
}

/** The database that is reset. */
export interface ResetTarget<Snapshot> {
  /** Opens it and takes the snapshot to which files return. */
  readonly open: () => Promise<ResetSession<Snapshot>>
  /** Makes it anew, while it is closed. */
  readonly recreate: () => Promise<void>
  /** Whether two snapshots have the same rows. */
  readonly isSame: (one: Snapshot, other: Snapshot) => boolean
}

/** The rules of a resetter. */
export interface ResetterRules {
  readonly service: string
  /** `'recreate'`: a database whose schema a test has changed is made anew. `'fail'`: so, but the next test fails with the changes. */
  readonly onSchemaChange: 'fail' | 'recreate'
}

/** Resets one database before each test. All calls run one after the other. */
export interface Resetter {
  readonly followTest: (event: TestEvent) => Promise<void>
  readonly reset: () => Promise<ResetReport>
  readonly snapshot: (name: string) => Promise<void>
  readonly restore: (name: string) => Promise<ResetReport>
  readonly changes: () => Promise<Changes>
  readonly close: () => Promise<void>
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

/** The state of a file's tests. */
interface FileState<Snapshot> {
  /** `undefined` until the seed was restored for it. */
  readonly file: string | undefined
  /** The state after the hooks of the file; `undefined` before its first test. */
  begin: Snapshot | undefined
  /** The test that ran last. */
  last: string | undefined
}

/** Opens a database that is reset before each test of a worker. */
export async function createResetter<Snapshot>(
  target: ResetTarget<Snapshot>,
  options: ResetterRules,
): Promise<Resetter> {
  let { snapshots, seed, close } = await target.open()
  let isOpen = true
  let named = new Map<string, Snapshot>()
  let state: FileState<Snapshot> | undefined
  let queue: Promise<unknown> = Promise.resolve()
  return {
    followTest: (event) => inTurn(() => followTest(event)),
    reset: () => inTurn(() => timed(state?.begin ?? seed)),
    snapshot: (name) =>
      inTurn(async () => {
        named.set(name, await snapshots.take())
      }),
    restore: (name) => inTurn(() => timed(namedSnapshot(name))),
    changes: () => inTurn(() => snapshots.changes()),
    close: async () => (isOpen ? close() : undefined),
  }

  /** Runs one call after the other, also after one that failed. */
  async function inTurn<Result>(act: () => Result | Promise<Result>): Promise<Result> {
    const turn = queue.then(async () => {
      // The call that has closed the database could not make it anew.
      if (!isOpen) await reopen()
      return act()
    })
    queue = turn.catch(() => undefined)
    return turn
  }

  function namedSnapshot(name: string): Snapshot {
    const snapshot = named.get(name)
    if (snapshot !== undefined) return snapshot
    throw invalidArgument('name', `one of the snapshots (${[...named.keys()].join(', ') || 'none'})`, name)
  }

  async function followTest({ kind, file, test }: TestEvent): Promise<void> {
    const { last } = state ?? {}
    if (kind === 'file' || state?.file !== file) {
      state = { file: undefined, begin: undefined, last }
      await restore(seed)
      state = { file, begin: undefined, last }
    }
    if (kind === 'file') return
    const now = state
    if (now.begin === undefined) now.begin = await takeFirst()
    else await restore(now.begin)
    now.last = test
  }

  async function takeFirst(): Promise<Snapshot> {
    return snapshots.take().catch(async (error: unknown) => {
      throw error instanceof SchemaChange ? await schemaError(error, 'a hook of the file') : error
    })
  }

  async function timed(snapshot: Snapshot): Promise<ResetReport> {
    const beganAt = performance.now()
    const restored = await restore(snapshot)
    return { ms: performance.now() - beganAt, ...restored }
  }

  async function restore(snapshot: Snapshot): Promise<Restored> {
    return snapshots.restore(snapshot).catch((error: unknown) => {
      if (error instanceof SchemaChange) return recover(snapshot, error)
      throw error
    })
  }

  /** Makes the database anew. Throws unless that is what the user wants, and all that was in it is there again. */
  async function recover(snapshot: Snapshot, change: SchemaChange): Promise<Restored> {
    const isSeed = target.isSame(snapshot, seed)
    const error = await schemaError(change, state?.last === undefined ? 'a test' : `the test "${state.last}"`)
    if (options.onSchemaChange === 'fail' || !isSeed) throw error
    return { tables: 0, rows: 0 }
  }

  /** Makes the database anew, without what the file has added, and returns the error that names the changes. */
  async function schemaError({ changes }: SchemaChange, culprit: string): Promise<PortsideError> {
    isOpen = false
    await close()
    await reopen()
    return new PortsideError({
      code: 'E_NOT_READY',
      service: options.service,
      summary: `cannot be reset: ${culprit} changed the schema`,
      evidence: changes,
      hints: [
        "The database was made anew for the tests that follow. Change the schema in `migrate`, or give such tests a database of their own: `scope: 'test'`.",
        ...(options.onSchemaChange === 'fail'
          ? ["`onSchemaChange: 'recreate'` makes it anew without failing the next test."]
          : []),
      ],
    })
  }
  async function reopen(): Promise<void> {
    await target.recreate()
    ;({ snapshots, seed, close } = await target.open())
    isOpen = true
    named = new Map()
    // The next test of the file begins with the seed.
    if (state !== undefined) state.begin = seed
  }
}
