import { createResetter, type Resetter } from '@portside/service-kit'
import type { RedisAddress } from '../redis-address'
import { openKeyEvents } from './key-events'
import { createSnapshots, type KeyChanges, type Restored, type Snapshot } from './snapshots'

/** The outcome of a reset. */
export interface ResetReport extends Restored {
  /** The duration, in milliseconds. */
  readonly ms: number
}

/** Opens connections of its own to a database, which is reset before each test of a worker. */
export function openResetter(
  address: RedisAddress,
  service: string,
  isOwn: boolean,
): Promise<Resetter<Restored, KeyChanges>> {
  const open = async () => {
    const events = await openKeyEvents(address, service, isOwn)
    const snapshots = createSnapshots(events)
    return { snapshots, seed: await snapshots.take(), close: events.close }
  }
  return createResetter<Snapshot, Restored, KeyChanges>({ open }, { service })
}
