import type { ServiceLink } from '@portside/core/kit'
import { type ClientOption, userClient } from '@portside/service-kit/database'
import { lazyClient } from '../lazy-client'
import { parseAddress, type PostgresAddress, type QueryFunction, variablesOf } from '../postgres-address'
import type { ResetReport } from '../reset/resetter'
import type { TableChanges } from '../reset/count-changed-rows'

/** The handle of a database. */
export interface DatabaseHandle<C = undefined> extends PostgresAddress {
  /** The name under which it is listed. */
  readonly name: string
  /** The variables by which PostgreSQL's own programs find it: `PGHOST`, `PGPORT`, `PGUSER`, `PGPASSWORD`, `PGDATABASE`. */
  readonly env: Readonly<Record<string, string>>
  /** Runs SQL, with `$1` and so on for the parameters, and returns the rows. */
  readonly query: QueryFunction
  /** The client of the option `client`, opened when this is first read and closed with the handle. */
  readonly client: C
}

/** The handle of a database that is reset. */
export interface ResettableHandle<C = undefined> extends DatabaseHandle<C> {
  /** Restores the rows that the test began with. */
  readonly reset: () => Promise<ResetReport>
  /** Keeps the current rows under a name, until the worker ends. */
  readonly snapshot: (name: string) => Promise<void>
  /**
   * Restores the rows that were kept under a name.
   * @throws TypeError when there is no such name.
   */
  readonly restore: (name: string) => Promise<ResetReport>
  /** Counts the rows that were inserted, updated and deleted since the test began, by the names of tables. */
  readonly changes: () => Promise<Readonly<Record<string, TableChanges>>>
}

/** The data of a database. */
export interface DatabaseData {
  readonly url: string
  readonly isReset?: boolean
}

/** Makes the handle of a database from its data. */
export function connectDatabase<C>(data: DatabaseData, link: ServiceLink, option?: ClientOption<C>): DatabaseHandle<C> {
  const address = parseAddress(data.url)
  const { query } = lazyClient(address, link.onClose)
  const client = userClient(data.url, link, option)
  const handle = {
    name: link.name,
    ...address,
    env: variablesOf(address),
    query,
    get client(): C {
      return client()
    },
  }
  const added = data.isReset === true ? resetsOf(link) : {}
  return Object.freeze(Object.defineProperties(handle, Object.getOwnPropertyDescriptors(added)))
}

/** Makes the functions that run where the database was made, by the connection that has its snapshots. */
function resetsOf({ call }: ServiceLink): Omit<ResettableHandle, keyof DatabaseHandle> {
  return {
    reset: async () => (await call('reset')) as ResetReport,
    snapshot: async (name) => void (await call('snapshot', name)),
    restore: async (name) => (await call('restore', name)) as ResetReport,
    changes: async () => (await call('changes')) as Awaited<ReturnType<ResettableHandle['changes']>>,
  }
}
