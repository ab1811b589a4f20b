import { setTimeout as delay } from 'node:timers/promises'
import { invalidArgument, PortsideError } from '@portside/errors'
import type { TestEvent, TestFailure } from '@portside/core/kit'
import { type Client, openClient } from '../client'
import type { PostgresAddress } from '../postgres-address'
import { checkResetRights } from '../database/rights'
import type { TableChanges } from './count-changed-rows'
import { describeFailure, type FailureSources } from './describe-failure'
import { type BusyOptions, waitUntilIdle } from './busy'
import { cachedSequences, watchLeftOpen } from './left-open'
import { createSnapshots, type Restored, SchemaChange, type Snapshot, type Snapshots } from './snapshots'

/** The longest wait for a lock, in milliseconds: a deadlock of the app is found by the server after a second, and must not be ours. */
const lockMs = 100

// A test may replace the clock of `Date`.
const { now: clock } = Date

/** The options of a database that is reset. */
export interface ResetOptions extends BusyOptions {
  readonly failures: FailureSources
  /** Warns, once for each `subject`. */
  readonly warn: (text: string, subject: string) => void
  /** `'recreate'`: a database whose schema a test has changed is made anew, and connections to it are cut. `'fail'`: so, but the next test fails with the changes. */
  readonly onSchemaChange: 'fail' | 'recreate'
}

/** The outcome of a reset. */
export interface ResetReport extends Restored {
  /** The duration, in milliseconds. */
  readonly ms: number
}

/** Resets one database before each test. All calls run one after the other. */
export interface Resetter {
  readonly followTest: (event: TestEvent) => Promise<void>
  readonly describeFailure: (failure: TestFailure) => Promise<string>
  readonly reset: () => Promise<ResetReport>
  readonly snapshot: (name: string) => Promise<void>
  readonly restore: (name: string) => Promise<ResetReport>
  readonly changes: () => Promise<Readonly<Record<string, TableChanges>>>
  readonly close: () => Promise<void>
}

/** The database that is reset, and how it is made anew. */
export interface ResetPlace {
  readonly address: PostgresAddress
  /** Connected to the database `postgres` of a server of our own. */
  readonly admin: Client | undefined
  /** Drops the database with the connections to it, and makes it again. */
  readonly recreate: () => Promise<void>
}

/** The state of a file's tests. */
interface FileState {
  /** `undefined` until the seed was restored for it. */
  readonly file: string | undefined
  /** The state after the hooks of the file; `undefined` before its first test. */
  begin: Snapshot | undefined
  /** The test that ran last. */
  last: string | undefined
}

/** Opens a connection of its own to a database and takes the snapshot to which files return. */
export async function createResetter(place: ResetPlace, options: ResetOptions): Promise<Resetter> {
  let { client, snapshots, seed } = await open(place, options)
  let isOpen = true
  const leftOpen = watchLeftOpen((...query) => client.query(...query))
  await warnOfCaches(client, options)
  let named = new Map<string, Snapshot>()
  let state: FileState | undefined
  let beganMs = clock()
  let queue: Promise<unknown> = Promise.resolve()
  return {
    followTest: (event) =>
      inTurn(async () => {
        await followTest(event)
        beganMs = clock()
      }),
    describeFailure: (failure) =>
      inTurn(() => describeFailure(failure, { client, snapshots, seed, sinceMs: beganMs }, options.failures)),
    reset: () => inTurn(() => timed(state?.begin ?? seed)),
    snapshot: (name) =>
      inTurn(async () => {
        named.set(name, await snapshots.take())
      }),
    restore: (name) =>
      inTurn(() => {
        const snapshot = named.get(name)
        if (snapshot === undefined)
          throw invalidArgument('name', `one of the snapshots (${[...named.keys()].join(', ') || 'none'})`, name)
        return timed(snapshot)
      }),
    changes: () => inTurn(() => snapshots.changes()),
    close: async () => (isOpen ? client.close() : undefined),
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

  async function followTest({ kind, file, test }: TestEvent): Promise<void> {
    await warnOfLeftOpen(kind)
    const { last } = state ?? {}
    if (kind === 'file' || state?.file !== file) {
      state = { file: undefined, begin: undefined, last }
      await restore(seed)
      state = { file, begin: undefined, last }
    }
    if (kind === 'file') return
    const now = state
    if (now.begin === undefined) {
      await waitUntilIdle(client.query, options)
      now.begin = await snapshots.take().catch(async (error: unknown) => {
        throw error instanceof SchemaChange ? await schemaError(error, 'a hook of the file') : error
      })
    } else await restore(now.begin)
    now.last = test
  }

  /** Warns of what the last test has left; that of the hooks of a file is theirs. */
  async function warnOfLeftOpen(kind: TestEvent['kind']): Promise<void> {
    const left = await leftOpen.look()
    const { last, begin } = state ?? {}
    if (last === undefined || (kind === 'test' && begin === undefined)) return
    for (const words of left)
      options.warn(
        `the test "${last}" has left open what a reset cannot undo: ${words}. Close that connection in the test`,
        words,
      )
  }

  async function timed(snapshot: Snapshot): Promise<ResetReport> {
    const beganAt = performance.now()
    const restored = await restore(snapshot)
    return { ms: performance.now() - beganAt, ...restored }
  }

  /** Restores as soon as the locks can be had. */
  async function restore(snapshot: Snapshot): Promise<Restored> {
    const deadline = performance.now() + options.waitMs
    await waitUntilIdle(client.query, options)
    for (;;) {
      try {
        return await snapshots.restore(snapshot, lockMs)
      } catch (error) {
        if (error instanceof SchemaChange) return recover(snapshot, error)
        if (!isLockFailure(error) || performance.now() > deadline) throw error
        await delay(1)
      }
    }
  }

  /** Makes the database anew. Throws unless that is what the user wants, and all that was in it is there again. */
  async function recover(snapshot: Snapshot, change: SchemaChange): Promise<Restored> {
    const isSeed = isSame(snapshot, seed)
    const error = await schemaError(change, state?.last === undefined ? 'a test' : `the test "${state.last}"`)
    if (options.onSchemaChange === 'fail' || !isSeed) throw error
    return { tables: seed.copies.size, rows: 0 }
  }

  /** Makes the database anew, without what the file has added, and returns the error that names the changes. */
  async function schemaError({ changes }: SchemaChange, culprit: string): Promise<PortsideError> {
    isOpen = false
    await client.close()
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
    await place.recreate()
    ;({ client, snapshots, seed } = await open(place, options))
    isOpen = true
    named = new Map()
    // The next test of the file begins with the seed.
    if (state !== undefined) state.begin = seed
  }
}

async function open({ address, admin }: ResetPlace, { service }: ResetOptions): Promise<OpenedDatabase> {
  const client = await openClient(address, { max: 1, hasArrays: false, name: 'portside reset' })
  try {
    if (admin === undefined) await checkResetRights(client, { service, address })
    const snapshots = await createSnapshots(client, admin)
    return { client, snapshots, seed: await snapshots.take() }
  } catch (error) {
    await client.close()
    throw error
  }
}

interface OpenedDatabase {
  readonly client: Client
  readonly snapshots: Snapshots
  readonly seed: Snapshot
}

/** Numbers that a connection has in advance do not go back. */
async function warnOfCaches({ query }: Client, { warn }: ResetOptions): Promise<void> {
  const sequences = await cachedSequences(query)
  if (sequences.length === 0) return
  const names = sequences.join(', ')
  warn(
    `a reset cannot take back the numbers that connections have in advance of the sequences ${names}. Create them with CACHE 1`,
    names,
  )
}

/** A lock that was not to be had in time (55P03), or a deadlock (40P01). */
function isLockFailure(error: unknown): boolean {
  return ['55P03', '40P01'].includes(String((error as { readonly code?: unknown } | undefined)?.code))
}

/** Whether two snapshots have the same rows. */
function isSame(one: Snapshot, other: Snapshot): boolean {
  const isEqual = (left: ReadonlyMap<string, string>, right: ReadonlyMap<string, string>) =>
    left.size === right.size && [...left].every(([name, value]) => right.get(name) === value)
  return isEqual(one.copies, other.copies) && isEqual(one.sequences, other.sequences)
}
