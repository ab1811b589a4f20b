import type { Snapshots } from '@portside/service-kit'
import type { RedisReply, RedisWord } from '../client/reply'
import type { KeyEvents } from './key-events'

/** The value of a key. */
interface Entry {
  /** As DUMP returns it. */
  readonly value: Buffer
  /** The time that it has to live, in milliseconds; 0 for ever. */
  readonly ttlMs: number
  /** Readers of a stream change their group, of which there is no event. */
  readonly isStream: boolean
}

/** The keys and values of a database at one moment. Keys are bytes, as latin1. */
export interface Snapshot {
  readonly entries: ReadonlyMap<string, Entry>
  /** The keys that change without an event: time passes, and readers of a stream write to their group. */
  readonly silent: readonly string[]
}

const nothing: Snapshot = { entries: new Map(), silent: [] }

/** The keys that were changed since a moment. */
export interface KeyChanges {
  readonly added: readonly string[]
  readonly changed: readonly string[]
  readonly removed: readonly string[]
}

/** The number of keys that were restored or removed. */
export interface Restored {
  readonly keys: number
}

/** Writers that never pause are waited for so many times; then all keys are written at once. */
const maxRounds = 4

/** Makes the snapshots of a database, which nobody else may restore. */
export function createSnapshots({ transact, send }: KeyEvents): Snapshots<Snapshot, Restored, KeyChanges> {
  let base = nothing
  /** The keys that others have written to since the base was taken or restored. */
  let written = new Set<string>()
  /** Whether the server has named all of these; nothing is known before the first snapshot. */
  let isKnown = false
  return { take, restore, changes }

  async function take(): Promise<Snapshot> {
    await run([])
    const touched = new Set(isKnown ? [...written, ...base.silent] : [...(await allKeys()), ...base.entries.keys()])
    for (let round = 1; ; round += 1) {
      const keys = [...touched]
      isKnown = true
      const { replies, late } = await run([...keys.flatMap(readCommands), ['DBSIZE']], touched)
      const snapshot = withRead(base, keys, replies)
      const isWhole = isKnown && replies.at(-1) === snapshot.entries.size
      if ((late.length === 0 && isWhole) || round === maxRounds) {
        settle(snapshot, late)
        return snapshot
      }
      for (const key of isWhole ? late : [...late, ...(await allKeys()), ...snapshot.entries.keys()]) touched.add(key)
    }
  }

  async function restore(snapshot: Snapshot): Promise<Restored> {
    await run([])
    const touched = new Set([...differences(base, snapshot), ...written, ...snapshot.silent])
    for (let round = 1; isKnown && round < maxRounds; round += 1) {
      const writes = Array.from(touched, (key) => writeCommand(key, snapshot.entries.get(key)))
      const { replies, late } = await run([...writes, ['DBSIZE']], touched)
      const isWhole = isKnown && replies.at(-1) === snapshot.entries.size
      if (late.length === 0 && isWhole) {
        settle(snapshot)
        return { keys: touched.size }
      }
      // There is no event for each key that FLUSHDB or SWAPDB removes.
      if (late.length === 0) break
      for (const key of late) touched.add(key)
    }
    await transact([['FLUSHDB'], ...Array.from(snapshot.entries, ([key, entry]) => writeCommand(key, entry))])
    settle(snapshot)
    return { keys: snapshot.entries.size }
  }

  /** Runs a transaction, and returns the keys that others have written to before it but for those in `touched`. */
  async function run(commands: readonly (readonly RedisWord[])[], touched?: ReadonlySet<string>) {
    const outcome = await transact(commands)
    isKnown &&= outcome.isKnown
    for (const key of outcome.changed) written.add(key)
    const late = [...outcome.changed].filter((key) => touched?.has(key) !== true)
    return { replies: outcome.replies, late }
  }

  function settle(snapshot: Snapshot, late: readonly string[] = []): void {
    base = snapshot
    written = new Set(late)
    isKnown = true
  }

  async function changes(): Promise<KeyChanges> {
    const { replies } = await run([['DBSIZE']])
    const found = changesOf(written, new Set(await existing([...written])))
    if (replies[0] === base.entries.size + found.added.length - found.removed.length) return found
    const now = new Set(await allKeys())
    return changesOf(new Set([...base.entries.keys(), ...now]), now)
  }

  function changesOf(keys: Iterable<string>, now: ReadonlySet<string>): KeyChanges {
    const found = { added: [] as string[], changed: [] as string[], removed: [] as string[] }
    for (const key of keys) {
      const text = bytesOf(key).toString()
      if (!base.entries.has(key) && now.has(key)) found.added.push(text)
      if (base.entries.has(key) && !now.has(key)) found.removed.push(text)
      if (base.entries.has(key) && now.has(key) && written.has(key)) found.changed.push(text)
    }
    return found
  }

  async function existing(keys: readonly string[]): Promise<readonly string[]> {
    const counts = await Promise.all(keys.map((key) => send<number>('EXISTS', bytesOf(key))))
    return keys.filter((_, index) => counts[index] === 1)
  }

  async function allKeys(): Promise<readonly string[]> {
    const keys = new Set<string>()
    let cursor = '0'
    do {
      const [next, found] = await send<readonly [Buffer, readonly Buffer[]]>('SCAN', cursor, 'COUNT', 1000)
      for (const key of found) keys.add(key.toString('latin1'))
      cursor = String(next)
    } while (cursor !== '0')
    return [...keys]
  }
}

/** Returns the keys whose values differ. */
function differences(one: Snapshot, other: Snapshot): readonly string[] {
  if (one === other) return []
  const keys = [...one.entries.keys(), ...other.entries.keys()]
  return keys.filter((key) => one.entries.get(key) !== other.entries.get(key))
}

function bytesOf(key: string): Buffer {
  return Buffer.from(key, 'latin1')
}

function readCommands(key: string): readonly (readonly RedisWord[])[] {
  const bytes = bytesOf(key)
  return [['PTTL', bytes], ['TYPE', bytes], ['DUMP', bytes]] // prettier-ignore
}

/** Returns a snapshot with what was read of some keys. */
function withRead({ entries }: Snapshot, keys: readonly string[], replies: readonly RedisReply[]): Snapshot {
  const read = new Map(entries)
  for (const [index, key] of keys.entries()) {
    const [ttlMs, type, value] = replies.slice(3 * index, 3 * index + 3)
    if (!Buffer.isBuffer(value)) read.delete(key)
    // A copy, since the buffer is a part of a larger one.
    else read.set(key, entryOf(Buffer.from(value), Number(ttlMs), String(type)))
  }
  const silent = [...read].filter(([, { ttlMs, isStream }]) => ttlMs > 0 || isStream)
  return { entries: read, silent: silent.map(([key]) => key) }
}

function entryOf(value: Buffer, ttlMs: number, type: string): Entry {
  // PTTL answers -1 for a key that does not expire; RESTORE takes 0 for that.
  return { value, ttlMs: ttlMs < 0 ? 0 : Math.max(1, ttlMs), isStream: type === 'stream' }
}

function writeCommand(key: string, entry: Entry | undefined): readonly RedisWord[] {
  if (entry === undefined) return ['DEL', bytesOf(key)]
  return ['RESTORE', bytesOf(key), entry.ttlMs, entry.value, 'REPLACE']
}
