import {
  type BusyRules,
  createResetter,
  describeFailure,
  haveSameEntries,
  type KeptPlace,
  type ResetSession,
  type Resetter,
  type Snapshots,
} from '@portside/service-kit'
import { openClient } from '../client'
import type { MysqlAddress } from '../mysql-address'
import { isMariadbServer } from './counters'
import { whenIdle } from './locks'
import { rowLines } from './row-lines'
import { openSnapshots, type Snapshot } from './snapshots'
import { sqlErrors } from './sql-errors'

/** The options of a database that is reset. */
export interface ResetOptions extends BusyRules {
  readonly onSchemaChange: 'fail' | 'recreate'
  /** Whether the server records the statements that fail. */
  readonly hasErrors: boolean
  /** The place for the rows of failed tests; `undefined` if they are not kept. */
  readonly kept: KeptPlace | undefined
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
export function openResetter(place: ResetPlace, options: ResetOptions): Promise<Resetter> {
  const schema = {
    recreate: place.recreate,
    reportOf: () => ({ tables: 0, rows: 0 }),
    isSame,
    onChange: options.onSchemaChange,
  }
  return createResetter<Snapshot>({ open: () => openSession(place, options), schema }, options)
}

async function openSession({ address, template }: ResetPlace, options: ResetOptions): Promise<ResetSession<Snapshot>> {
  const { database } = address
  const client = await openClient(address, { max: 1 })
  try {
    const opened = await openSnapshots({ client, database, template })
    const idle = <Result>(act: () => Promise<Result>) => whenIdle(client, database, options, act)
    const snapshots: Snapshots<Snapshot> = {
      take: () => idle(opened.take),
      restore: (snapshot) => idle(() => opened.restore(snapshot)),
      changes: opened.changes,
    }
    const seed = await snapshots.take()
    const lines = async () => rowLines(await opened.changedSince(seed), client, database)
    const program = (await isMariadbServer(client.query)) ? 'mariadb' : 'mysql'
    const rows = options.kept && { ...options.kept, lines, loadCommand: (path: string) => loadCommand(program, path) }
    const errorsSince = async (sinceMs: number) => (options.hasErrors ? sqlErrors(client, address, sinceMs) : [])
    return {
      snapshots,
      seed,
      describeFailure: (failure, sinceMs) =>
        describeFailure(failure, { changes: opened.changes, errors: () => errorsSince(sinceMs), rows }),
      close: client.close,
    }
  } catch (error) {
    await client.close()
    throw error
  }
}

/** Returns the command that loads a file of SQL. The program takes the port and the password from the variables of the handle, too. */
function loadCommand(program: string, path: string): string {
  return `${program} --host="$MYSQL_HOST" --user="$MYSQL_USER" "$MYSQL_DATABASE" < ${path}`
}

/** Whether two snapshots have the same rows and numbers. */
function isSame(one: Snapshot, other: Snapshot): boolean {
  return haveSameEntries(one.copies, other.copies) && haveSameEntries(one.numbers, other.numbers)
}
