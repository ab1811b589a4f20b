import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { invalidArgument } from '@portside/errors'
import { driverSockets } from '@portside/service-kit'
import type { QueryFunction, Row } from '@portside/service-kit/database'
import type { Pool, QueryResult, SslOptions } from 'mysql2/promise'
import type { MysqlAddress } from './mysql-address'

/** A client that connects when it is first used. It keeps this process alive only while a query runs. */
export interface Client {
  readonly query: QueryFunction
  /** Runs statements on one connection, and returns the rows of each. Those after one that fails are not run. */
  readonly results: (statements: readonly string[]) => Promise<readonly StatementResult[]>
  /** The ids of all connections that it has had. */
  readonly ids: ReadonlySet<number>
  readonly close: () => Promise<void>
}

/** The result of a statement. */
export interface StatementResult {
  readonly rows: readonly Row[]
  /** The number of rows that it has changed. */
  readonly changed: number
}

/** The options of a client. */
export interface ClientOptions {
  /** The most connections. @default 4 */
  readonly max?: number
  /** The `sql_mode` of its sessions: that of our own statements, or that of the server, in which the user writes. @default 'own' */
  readonly sqlMode?: 'own' | 'server'
}

/** Names are quoted by backticks alone, a backslash escapes, and a row may have the number 0. */
const ownSqlMode = "set session sql_mode = 'NO_AUTO_VALUE_ON_ZERO'"

const closeLimitMs = 2000

/** Loads the driver and makes a client, which connects at its first query. */
export async function openClient(
  address: MysqlAddress,
  { max = 4, sqlMode = 'own' }: ClientOptions = {},
): Promise<Client> {
  const { default: driver } = await import('mysql2/promise')
  const sockets = driverSockets(address)
  const { host, user, password, database } = address
  const ssl = tlsOf(address)
  const pool = driver.createPool({
    // For the name in the certificate: the sockets are those below.
    host,
    user,
    password,
    ...(database !== '' && { database }),
    ...(ssl && { ssl }),
    stream: sockets.open,
    connectionLimit: max,
    maxIdle: max,
    multipleStatements: true,
    supportBigNumbers: true,
    timezone: 'Z',
    charset: 'utf8mb4',
  })
  const ids = new Set<number>()
  pool.pool.on('connection', (connection) => {
    ids.add(connection.threadId)
    // It runs before the query for which the connection was opened. If it fails, so does that.
    if (sqlMode === 'own') connection.query(ownSqlMode, () => undefined)
  })
  return {
    ids,
    query: (text, params) => sockets.whileUsed(runQuery(pool, text, params)),
    results: (statements) => sockets.whileUsed(runStatements(pool, statements)),
    close: () => sockets.whileUsed(close(pool)),
  }
}

async function runQuery<R extends Row>(pool: Pool, text: string, params: readonly unknown[] | undefined): Promise<R[]> {
  const [result] = await (params === undefined ? pool.query(text) : pool.query(text, [...params]))
  return rowsOf(result)
}

/** Returns the rows of the last statement that has some. */
function rowsOf<R extends Row>(result: QueryResult): R[] {
  if (!Array.isArray(result)) return []
  const results: readonly unknown[] = result
  const last = results.findLast((one) => Array.isArray(one))
  return [...((last ?? results) as R[])].filter((row) => row.constructor.name !== 'ResultSetHeader')
}

/** The first statement makes the driver return a result for each, also for a single one. A statement may end with a comment. */
async function runStatements(pool: Pool, statements: readonly string[]): Promise<readonly StatementResult[]> {
  const [results] = await pool.query(['do 0', ...statements].join('\n;\n'))
  return (results as readonly QueryResult[]).slice(1).map((result) => ({
    rows: Array.isArray(result) ? (result as Row[]) : [],
    changed: 'affectedRows' in result ? result.affectedRows : 0,
  }))
}

/** Closes the connections in an orderly way, which a query that runs for ever would hold up. */
async function close(pool: Pool): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, closeLimitMs)))
  await Promise.race([pool.end().catch(() => undefined), late])
  clearTimeout(timer)
}

/**
 * Returns the options of TLS for which the URL of a server of the user's asks, as the URLs of hosted databases do; `undefined` for none.
 *
 * @throws TypeError when the name of a host is to be verified, and the URL has its address.
 * @see https://dev.mysql.com/doc/refman/8.4/en/connection-options.html#option_general_ssl-mode
 */
function tlsOf({ host, url }: MysqlAddress): SslOptions | undefined {
  const { searchParams } = new URL(url)
  const mode = searchParams.get('ssl-mode') ?? searchParams.get('sslmode') ?? 'disabled'
  if (/^(disabled?|preferred|prefer|false)$/i.test(mode)) return undefined
  const authority = searchParams.get('ssl-ca')
  const verifyIdentity = /^verify[_-](identity|full)$/i.test(mode)
  // The driver would take a certificate for `localhost` for that of any address.
  if (verifyIdentity && isIP(host) !== 0)
    throw invalidArgument('existing', `a URL with the name of a host, which \`ssl-mode=${mode}\` verifies`, host)
  return {
    rejectUnauthorized: /^verify/i.test(mode),
    verifyIdentity,
    ...(authority !== null && { ca: readFileSync(authority) }),
  }
}
