import type { Snapshots } from '@portside/service-kit'
import { type Client, openClient } from '../client'
import type { MysqlAddress } from '../mysql-address'
import { whenIdle } from '../reset/locks'
import { openSnapshots, type Snapshot } from '../reset/snapshots'
import { cutConnections } from './drop-database'
import { addressOf } from './template'

/** The databases that wait for a test, at most, for one template. */
const maxWaiting = 3
const restoreLimitMs = 1000

/** A database that a test has for itself. */
export interface LentDatabase {
  readonly name: string
  /** Gives it back. It is restored in the background, and dropped if that is impossible or enough others wait. */
  readonly release: () => void
}

/** The databases that are like one template. */
export interface PoolParts {
  readonly template: string
  readonly address: MysqlAddress
  readonly admin: Client
  readonly make: () => Promise<string>
  readonly drop: (name: string) => Promise<void>
}

/** A database that is like its template. */
interface CleanDatabase {
  readonly name: string
  readonly client: Client
  readonly snapshots: Snapshots<Snapshot>
  readonly seed: Snapshot
}

/** Opens the databases for the tests of this process. A copy takes more than a tenth of a second here: what a test has changed is restored instead. */
export function openPool({ template, address, admin, make, drop }: PoolParts): {
  readonly lend: () => Promise<LentDatabase>
} {
  const waiting: Promise<CleanDatabase | undefined>[] = []
  return { lend }

  async function lend(): Promise<LentDatabase> {
    const next = waiting.shift() ?? prepare()
    // The last place is for the database that is lent now: tests of one worker run one after the other.
    if (waiting.length < maxWaiting - 1) put(prepare())
    const database = (await next) ?? (await prepare())
    return { name: database.name, release: () => giveBack(database) }
  }

  function giveBack(database: CleanDatabase): void {
    if (waiting.length < maxWaiting) put(restored(database))
    else void discard(database)
  }

  function put(database: Promise<CleanDatabase | undefined>): void {
    database.catch(() => undefined)
    waiting.push(database)
  }

  async function prepare(): Promise<CleanDatabase> {
    const name = await make()
    const client = await openClient(addressOf(address, name), { max: 1 })
    const snapshots = await openSnapshots({ client, database: name, template })
    return { name, client, snapshots, seed: await snapshots.take() }
  }

  /** Resolves to the database when it is like its template again; to `undefined` when it was dropped. */
  async function restored(database: CleanDatabase): Promise<CleanDatabase | undefined> {
    const { name, client, snapshots, seed } = database
    const busy = { service: name, busy: 'terminate', waitMs: restoreLimitMs } as const
    try {
      await cutConnections(name, admin, client.ids)
      await whenIdle(client, name, busy, () => snapshots.restore(seed))
      return database
    } catch {
      await discard(database)
      return undefined
    }
  }

  async function discard({ name, client }: CleanDatabase): Promise<void> {
    await client.close()
    await drop(name).catch(() => undefined)
  }
}
