import type { ServiceLink } from '@portside/core/kit'
import type { Changes, ResetReport } from '@portside/service-kit'
import {
  type ClientOption,
  type DatabaseData,
  databaseHandle,
  type NamedDatabase,
  type QueryFunction,
  type ResetFunctions,
} from '@portside/service-kit/database'
import { type MysqlAddress, parseAddress, variablesOf } from '../mysql-address'
import { openQuery } from '../mysql-handle'

/** The handle of a database. */
export interface DatabaseHandle<C = undefined> extends MysqlAddress, NamedDatabase<C> {
  /** The variables by which the server's own programs and most apps find it: `MYSQL_HOST`, `MYSQL_PORT`, `MYSQL_TCP_PORT`, `MYSQL_USER`, `MYSQL_PASSWORD`, `MYSQL_PWD`, `MYSQL_DATABASE`. */
  readonly env: Readonly<Record<string, string>>
  /** Runs SQL, with `?` for the parameters, and returns the rows. */
  readonly query: QueryFunction
}

/** The handle of a database that is reset. */
export interface ResettableHandle<C = undefined> extends DatabaseHandle<C>, ResetFunctions<ResetReport, Changes> {}

/** Makes the handle of a database from its data. */
export function connectDatabase<C>(data: DatabaseData, link: ServiceLink, option?: ClientOption<C>): DatabaseHandle<C> {
  const address = parseAddress(data.url)
  const own = { ...address, env: variablesOf(address), query: openQuery(address, link) }
  return databaseHandle(own, data, link, option)
}
