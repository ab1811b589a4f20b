import { createResetter, type Resetter, type Snapshots } from '@portside/service-kit'
import { openClient } from '../client'
import type { MysqlAddress } from '../mysql-address'
import { type BusyOptions, whenIdle } from './locks'
import { openSnapshots, type Snapshot } from './snapshots'

/** The options of a database that is reset. */
export interface ResetOptions extends BusyOptions {
  readonly onSchemaChange: 'fail' | 'recreate'
}

/** The database that is reset. */
export interface ResetPlace {
  readonly address: MysqlAddress
  /** The database that it is a copy of; `undefined` for none. */
  readonly template: string | undefined
  /** Drops it, and makes it again. */
  readonly recreate: () => Promise<void>
}

/** Opens a connection of its own to a database, which is reset before each test of a worker. */
export function openResetter({ address, template, recreate }: ResetPlace, options: ResetOptions): Promise<Resetter> {
  return createResetter<Snapshot>(
    {
      open: async () => {
        const client = await openClient(address, { max: 1 })
        try {
          const place = { client, database: address.database, template }
          const opened = await openSnapshots(place)
          const idle = <Result>(act: () => Promise<Result>) => whenIdle(client, address.database, options, act)
          const snapshots: Snapshots<Snapshot> = {
            take: () => idle(opened.take),
            restore: (snapshot) => idle(() => opened.restore(snapshot)),
            changes: opened.changes,
          }
          return { snapshots, seed: await snapshots.take(), close: client.close }
        } catch (error) {
          await client.close()
          throw error
        }
      },
      schema: {
        recreate,
        reportOf: () => ({ tables: 0, rows: 0 }),
        isSame,
        onChange: options.onSchemaChange,
      },
    },
    options,
  )
}

/** Whether two snapshots have the same rows and numbers. */
function isSame(one: Snapshot, other: Snapshot): boolean {
  const isEqual = (left: ReadonlyMap<string, string>, right: ReadonlyMap<string, string>) =>
    left.size === right.size && [...left].every(([name, value]) => right.get(name) === value)
  return isEqual(one.copies, other.copies) && isEqual(one.numbers, other.numbers)
}
