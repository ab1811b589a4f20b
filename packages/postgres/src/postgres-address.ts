export type { QueryFunction, Row } from '@portside/service-kit/database'

/** The address of a database, and who may use it. */
export interface PostgresAddress {
  /** The whole address, with the password: `postgres://postgres:…@127.0.0.1:62893/postgres`. */
  readonly url: string
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
}

/** Reads the parts of a URL, with PostgreSQL's own defaults. */
export function parseAddress(text: string): PostgresAddress {
  const url = new URL(text)
  const user = decodeURIComponent(url.username) || 'postgres'
  return {
    url: text,
    host: url.hostname.replaceAll(/[[\]]/g, ''),
    port: url.port === '' ? 5432 : Number(url.port),
    user,
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)) || user,
  }
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
