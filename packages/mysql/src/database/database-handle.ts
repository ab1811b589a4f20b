import type { ServiceLink } from '@portside/core/kit'
import type { Changes, ResetReport } from '@portside/service-kit'
import { type ClientOption, type QueryFunction, userClient } from '@portside/service-kit/database'
import { lazyClient } from '../lazy-client'
import { type MysqlAddress, parseAddress, variablesOf } from '../mysql-address'

/** The handle of a database. */
export interface DatabaseHandle<C = undefined> extends MysqlAddress {
  /** The name under which it is listed. */
  readonly name: string
  /** The variables by which the server's own programs and most apps find it: `MYSQL_HOST`, `MYSQL_PORT`, `MYSQL_TCP_PORT`, `MYSQL_USER`, `MYSQL_PASSWORD`, `MYSQL_PWD`, `MYSQL_DATABASE`. */
  readonly env: Readonly<Record<string, string>>
  /** Runs SQL, with `?` for the parameters, and returns the rows. */
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
  readonly changes: () => Promise<Changes>
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
    changes: async () => (await call('changes')) as Changes,
  }
}
