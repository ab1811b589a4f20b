import type { TestEvent } from '@portside/core/kit'
import { invalidArgument } from '@portside/errors'
import type { RedisAddress } from '../redis-address'
import { openKeyEvents } from './key-events'
import { createSnapshots, type KeyChanges, type Snapshot } from './snapshots'

/** The outcome of a reset. */
export interface ResetReport {
  /** The duration, in milliseconds. */
  readonly ms: number
  /** The number of keys that were restored or removed. */
  readonly keys: number
}

/** Resets one database before each test. All calls run one after the other. */
export interface Resetter {
  readonly followTest: (event: TestEvent) => Promise<void>
  readonly reset: () => Promise<ResetReport>
  readonly snapshot: (name: string) => Promise<void>
  readonly restore: (name: string) => Promise<ResetReport>
  readonly changes: () => Promise<KeyChanges>
  readonly close: () => Promise<void>
}

/** The state of a file's tests. */
interface FileState {
  /** `undefined` until the seed was restored for it. */
  readonly file: string | undefined
  /** The state after the hooks of the file; `undefined` before its first test. */
  begin: Snapshot | undefined
}

/** Opens connections of its own to a database and takes the snapshot to which files return. */
export async function createResetter(address: RedisAddress, service: string, isOwn: boolean): Promise<Resetter> {
  const events = await openKeyEvents(address, service, isOwn)
  const snapshots = createSnapshots(events)
  const seed = await snapshots.take()
  const named = new Map<string, Snapshot>()
  let state: FileState | undefined
  let queue: Promise<unknown> = Promise.resolve()
  return {
    followTest: (event) => inTurn(() => followTest(event)),
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
    close: events.close,
  }

  /** Runs one call after the other, also after one that failed. */
  async function inTurn<Result>(act: () => Result | Promise<Result>): Promise<Result> {
    const turn = queue.then(act)
    queue = turn.catch(() => undefined)
    return turn
  }

  async function followTest({ kind, file }: TestEvent): Promise<void> {
    if (kind === 'file' || state?.file !== file) {
      state = { file: undefined, begin: undefined }
      await snapshots.restore(seed)
      state = { file, begin: undefined }
    }
    if (kind === 'file') return
    const now = state
    if (now.begin === undefined) now.begin = await snapshots.take()
    else await snapshots.restore(now.begin)
  }

  async function timed(snapshot: Snapshot): Promise<ResetReport> {
    const beganAt = performance.now()
    const keys = await snapshots.restore(snapshot)
    return { ms: performance.now() - beganAt, keys }
  }
}
