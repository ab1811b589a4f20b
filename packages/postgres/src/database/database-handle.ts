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
import { parseAddress, type PostgresAddress, variablesOf } from '../postgres-address'
import { openQuery } from '../postgres-handle'

/** The handle of a database. */
export interface DatabaseHandle<C = undefined> extends PostgresAddress, NamedDatabase<C> {
  /** The variables by which PostgreSQL's own programs find it: `PGHOST`, `PGPORT`, `PGUSER`, `PGPASSWORD`, `PGDATABASE`. */
  readonly env: Readonly<Record<string, string>>
  /** Runs SQL, with `$1` and so on for the parameters, and returns the rows. */
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
