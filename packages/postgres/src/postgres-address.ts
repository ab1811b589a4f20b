import { readAddress, type ServerAddress } from '@portside/service-kit/database'

export type { QueryFunction, Row } from '@portside/service-kit/database'

/** The address of a database, and who may use it. */
export interface PostgresAddress extends ServerAddress {
  /** The whole address, with the password: `postgres://postgres:…@127.0.0.1:62893/postgres`. */
  readonly url: string
  /** `'postgres'` if the URL names none. */
  readonly user: string
  /** The name of the user if the URL names none. */
  readonly database: string
}

/** Reads the parts of a URL, with PostgreSQL's own defaults. */
export function parseAddress(text: string): PostgresAddress {
  const address = readAddress(text, 5432)
  const user = address.user || 'postgres'
  return { ...address, user, database: address.database || user }
}

/** Returns the variables of libpq (https://www.postgresql.org/docs/current/libpq-envars.html). */
export function variablesOf({
  host,
  port,
  user,
  password,
  database,
}: PostgresAddress): Readonly<Record<string, string>> {
  return { PGHOST: host, PGPORT: String(port), PGUSER: user, PGPASSWORD: password, PGDATABASE: database }
}
