import { createResetter, type Resetter } from '@portside/service-kit'
import { accountError } from '../account-error'
import type { RedisAddress } from '../redis-address'
import { checkRights } from './check-rights'
import { openKeyEvents } from './key-events'
import { createSnapshots, type KeyChanges, type Restored, type Snapshot } from './snapshots'

/** The outcome of a reset. */
export interface ResetReport extends Restored {
  /** The duration, in milliseconds. */
  readonly ms: number
}

const need =
  'A reset needs the commands MULTI, EXEC, SCAN, DBSIZE, TYPE, PTTL, DUMP, RESTORE, DEL, EXISTS, FLUSHDB and UNSUBSCRIBE.'

/**
 * Opens connections of its own to a database, which is reset before each test of a worker.
 *
 * @throws PortsideError `E_NOT_READY` when the account may not do so; the connections are closed again.
 */
export function openResetter(
  address: RedisAddress,
  service: string,
  isOwn: boolean,
): Promise<Resetter<Restored, KeyChanges>> {
  const open = async () => {
    const events = await openKeyEvents(address, service, isOwn)
    const snapshots = createSnapshots(events)
    try {
      const seed = await snapshots.take()
      // The user of a server of our own has all rights.
      if (!isOwn) await checkRights(address)
      return { snapshots, seed, close: events.close }
    } catch (error) {
      await events.close()
      throw isRefusal(error) ? accountError(service, need, error) : error
    }
  }
  return createResetter<Snapshot, Restored, KeyChanges>({ open }, { service })
}

/** Whether the server refuses a command to the account. */
function isRefusal(error: unknown): error is Error {
  return error instanceof Error && /^NOPERM\b/.test(error.message)
}
