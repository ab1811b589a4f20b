import { connectProcess, type ProcessHandle, type ServerData, type ServiceLink } from '@portside/core/kit'
import { lazyQuery, type QueryFunction } from '@portside/service-kit/database'
import { type MysqlAddress, parseAddress, variablesOf } from './mysql-address'

/** The handle of a MariaDB or MySQL server. */
export interface MysqlHandle extends ProcessHandle, MysqlAddress {
  /** The variables by which the server's own programs and most apps find it: `MYSQL_HOST`, `MYSQL_PORT`, `MYSQL_TCP_PORT`, `MYSQL_USER`, `MYSQL_PASSWORD`, `MYSQL_PWD`, `MYSQL_DATABASE`. */
  readonly env: Readonly<Record<string, string>>
  /**
   * Runs SQL, with `?` for the parameters, and returns the rows; of several statements, those of the last that has some. Numbers that JavaScript has no room for (`BIGINT`, `DECIMAL`) are strings. Its connections are
   * opened at the first call and closed with the handle.
   * @throws Error of the driver, with the name of the error as `code` and its number as `errno`.
   */
  readonly query: QueryFunction
}

/** Makes the handle of a server from its data. */
export function connectMysql(data: unknown, link: ServiceLink): MysqlHandle {
  const address = parseAddress((data as ServerData).url ?? '')
  return Object.freeze({
    ...connectProcess(data as ServerData, link),
    ...address,
    env: variablesOf(address),
    query: openQuery(address, link),
  })
}

/** Makes the function for the user's SQL: its client is loaded at the first call, and has the `sql_mode` of the server. */
export function openQuery(address: MysqlAddress, link: ServiceLink): QueryFunction {
  return lazyQuery(async () => (await import('./client')).openClient(address, { sqlMode: 'server' }), link)
}
