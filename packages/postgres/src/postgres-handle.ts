import { connectProcess, type ProcessHandle, type ServerData, type ServiceLink } from '@portside/core/kit'
import { lazyQuery, type QueryFunction } from '@portside/service-kit/database'
import { parseAddress, type PostgresAddress, variablesOf } from './postgres-address'

/** The handle of a PostgreSQL server. */
export interface PostgresHandle extends ProcessHandle, PostgresAddress {
  /** The variables by which PostgreSQL's own programs find it: `PGHOST`, `PGPORT`, `PGUSER`, `PGPASSWORD`, `PGDATABASE`. */
  readonly env: Readonly<Record<string, string>>
  /**
   * Runs SQL, with `$1` and so on for the parameters, and returns the rows. Numbers that JavaScript has no room for (`bigint`, `numeric`) are strings. Its connections are opened at
   * the first call and closed with the handle.
   * @throws Error of the driver, with the SQLSTATE as `code`.
   */
  readonly query: QueryFunction
}

/** Makes the handle of a server from its data. */
export function connectPostgres(data: unknown, link: ServiceLink): PostgresHandle {
  const address = parseAddress((data as ServerData).url ?? '')
  return Object.freeze({
    ...connectProcess(data as ServerData, link),
    ...address,
    env: variablesOf(address),
    query: openQuery(address, link),
  })
}

/** Makes the function that runs SQL: its client is loaded at the first call. */
export function openQuery(address: PostgresAddress, link: ServiceLink): QueryFunction {
  return lazyQuery(async () => (await import('./client')).openClient(address), link)
}
