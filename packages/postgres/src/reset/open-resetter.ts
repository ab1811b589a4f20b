import { delay, nowMs } from '@portside/internal'
import {
  type BusyRules,
  createResetter,
  describeFailure,
  haveSameEntries,
  type KeptPlace,
  type ResetSession,
  type Resetter,
  type ResetterRules,
  type Restored,
} from '@portside/service-kit'
import { type Client, openClient } from '../client'
import { checkResetRights } from '../database/rights'
import type { PostgresAddress } from '../postgres-address'
import { waitUntilIdle } from './busy'
import { largeObjects } from './large-objects'
import { cachedSequences, watchLeftOpen } from './left-open'
import { isLockFailure, namingLocks } from './locked-tables'
import { rowLines } from './row-lines'
import { createSnapshots, type Snapshot, type Snapshots } from './snapshots'

/** The longest wait for a lock, in milliseconds: a deadlock of the app is found by the server after a second, and must not be ours. */
const lockMs = 100
/** The longest wait for a lock of all other statements, in milliseconds. */
const readLockMs = 1000

/** The name of the connection whose temporary tables are the copies. */
const connectionName = 'portside reset'

/** The options of a database that is reset. */
export interface ResetOptions extends BusyRules, Required<ResetterRules> {
  /** Returns the SQL errors of the database since a moment, in milliseconds since 1970; `undefined` for a server whose log cannot be read. */
  readonly errorsSince: ((sinceMs: number) => Promise<readonly string[]>) | undefined
  /** The place for the rows of failed tests; `undefined` if they are not kept. */
  readonly kept: KeptPlace | undefined
  /** `'recreate'`: a database whose schema a test has changed is made anew, and connections to it are cut. `'fail'`: so, but the next test fails with the changes. */
  readonly onSchemaChange: 'fail' | 'recreate'
}

/** The database that is reset, and how it is made anew. */
export interface ResetPlace {
  readonly address: PostgresAddress
  /** Connected to the database `postgres` of a server of our own. */
  readonly admin: Client | undefined
  /** Drops the database with the connections to it, and makes it again. */
  readonly recreate: () => Promise<void>
}

/** Opens a connection of its own to a database, which is reset before each test of a worker. */
export function openResetter(place: ResetPlace, options: ResetOptions): Promise<Resetter> {
  const schema = {
    recreate: place.recreate,
    reportOf: ({ copies }: Snapshot) => ({ tables: copies.size - (copies.has(largeObjects) ? 1 : 0), rows: 0 }),
    isSame,
    onChange: options.onSchemaChange,
  }
  return createResetter<Snapshot>({ open: () => openSession(place, options), schema }, options)
}

async function openSession({ address, admin }: ResetPlace, options: ResetOptions): Promise<ResetSession<Snapshot>> {
  const { service, errorsSince, kept, warn } = options
  const client = await openClient(address, { max: 1, hasArrays: false, name: connectionName })
  try {
    if (admin === undefined) await checkResetRights(client, { service, address })
    const snapshots = await createSnapshots(client, admin)
    const seed = await snapshots.take()
    // A transaction that a test has left open may hold a lock without end.
    await client.query(`set lock_timeout = ${readLockMs}`)
    const lines = async () => rowLines(await snapshots.changedSince(seed), client.query)
    const rows = kept && { ...kept, lines, loadCommand }
    await warnOfCaches(client, warn)
    const named = <Result>(failure: string, act: () => Promise<Result>) =>
      namingLocks(act, failure, { service, query: client.query })
    return {
      snapshots: {
        take: () => named('no snapshot can be taken', () => withLocks(snapshots.take, nowMs() + options.waitMs)),
        restore: (snapshot) => named('cannot be reset', () => restore(snapshot, snapshots, client, options)),
        changes: () => named('the changes cannot be read', snapshots.changes),
      },
      seed,
      whenIdle: () => waitUntilIdle(client.query, options),
      leftOpen: watchLeftOpen(client.query).look,
      describeFailure: (failure, sinceMs) =>
        describeFailure(failure, {
          changes: snapshots.changes,
          isLockFailure,
          errors: async () => (await errorsSince?.(sinceMs)) ?? [],
          rows,
        }),
      loss: {
        isLost: (error) => client.isCut() || isCutError(error),
        hint: `A test that ends the connections of others, as by pg_terminate_backend, must leave this one out: and application_name <> '${connectionName}'`,
      },
      close: client.close,
    }
  } catch (error) {
    await client.close()
    throw error
  }
}

/** Whether an error shows that a connection was cut: of the system (ECONNRESET, EPIPE), the driver, or the server (57P01 to 57P05). After `close` the driver has other ones. */
function isCutError(error: unknown): boolean {
  const { code } = (error ?? {}) as { readonly code?: unknown }
  return /^(ECONNRESET|EPIPE|CONNECTION_CLOSED|57P0\d)$/.test(String(code))
}

/** Returns the command that loads a file of SQL. */
function loadCommand(path: string): string {
  return `psql "$DATABASE_URL" -f ${path}`
}

/** Restores as soon as the locks can be had. */
async function restore(
  snapshot: Snapshot,
  snapshots: Snapshots,
  { query }: Client,
  options: BusyRules,
): Promise<Restored> {
  const deadline = nowMs() + options.waitMs
  await waitUntilIdle(query, options)
  return withLocks(() => snapshots.restore(snapshot, lockMs), deadline)
}

/** Calls `act` again until it has got its locks, or the time is over. */
async function withLocks<Result>(act: () => Promise<Result>, deadline: number): Promise<Result> {
  for (;;) {
    try {
      return await act()
    } catch (error) {
      if (!isLockFailure(error) || nowMs() > deadline) throw error
      await delay(1)
    }
  }
}

/** Numbers that a connection has in advance do not go back. */
async function warnOfCaches({ query }: Client, warn: ResetOptions['warn']): Promise<void> {
  const sequences = await cachedSequences(query)
  if (sequences.length === 0) return
  const names = sequences.join(', ')
  warn(
    `a reset cannot take back the numbers that connections have in advance of the sequences ${names}. Create them with CACHE 1`,
    names,
  )
}

/** Whether two snapshots have the same rows. */
function isSame(one: Snapshot, other: Snapshot): boolean {
  return haveSameEntries(one.copies, other.copies) && haveSameEntries(one.sequences, other.sequences)
}
