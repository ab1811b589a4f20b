import { Readable, Stream, Writable } from 'node:stream'
import { usageError } from '@portside/errors'
import { driverSockets } from '@portside/service-kit'
import type { Sql } from 'postgres'
import type { PostgresAddress, QueryFunction, Row } from './postgres-address'

/** A client that connects when it is first used. It keeps this process alive only while a query runs. */
export interface Client {
  readonly query: QueryFunction
  /** Runs statements, and returns the number of rows that they have changed. */
  readonly execute: (statements: string) => Promise<number>
  /** Whether the server, or somebody else, has closed a connection. */
  readonly isCut: () => boolean
  readonly close: () => Promise<void>
}

/** The options of a client. */
export interface ClientOptions {
  /** The most connections. @default 4 */
  readonly max?: number
  /** The name that the server shows for its connections. @default 'portside' */
  readonly name?: string
  /** Whether arrays of all types are read and written, for which one more query is needed. @default true */
  readonly hasArrays?: boolean
}

const closeLimitS = 2

/** Loads the driver and makes a client, which connects at its first query. */
export async function openClient(address: PostgresAddress, options: ClientOptions = {}): Promise<Client> {
  const { max = 4, name = 'portside', hasArrays = true } = options
  const { default: postgres } = await import('postgres')
  const sockets = driverSockets(address)
  let isClosing = false
  let isCut = false
  const sql = postgres({
    ...driverAddress(address),
    max,
    fetch_types: hasArrays,
    max_lifetime: null,
    onnotice: () => undefined,
    onclose: () => (isCut ||= !isClosing),
    connection: { application_name: name },
    // The driver's types do not have this option, which its README documents.
    ...({ socket: sockets.open } as object),
  })
  return {
    query: async (text, params) => {
      if (max > 1) checkTransaction(text)
      return sockets.whileUsed(runQuery(sql, text, params))
    },
    execute: (statements) => sockets.whileUsed(execute(sql, statements)),
    isCut: () => isCut,
    close: () => {
      isClosing = true
      return sockets.whileUsed(sql.end({ timeout: closeLimitS }))
    },
  }
}

/** The statements after it would run on other connections, and some of them within it. The driver notices BEGIN when the server has begun. */
function checkTransaction(text: string): void {
  if (!/^\s*(?:begin\b|start\s+transaction[\s;]*$)/i.test(text)) return
  throw usageError(
    '`query` has several connections, so it refuses BEGIN: use a client of your own, by the URL, for a transaction',
  )
}

async function runQuery<R extends Row>(sql: Sql, text: string, params: readonly unknown[] | undefined): Promise<R[]> {
  const rows = await (params === undefined ? sql.unsafe(text) : sql.unsafe(text, [...params] as never[]))
  const result: unknown = rows
  if (result instanceof Stream) throw refuseStream(result, text)
  return [...rows] as unknown as R[]
}

/** Ends a stream for which COPY waits; the connection would wait for it without end. */
function refuseStream(stream: Stream, text: string): TypeError {
  stream.on('error', () => undefined)
  if (stream instanceof Writable) stream.destroy(new Error('COPY … FROM STDIN is refused'))
  if (stream instanceof Readable) drop(stream)
  return usageError(
    `COPY … FROM STDIN and TO STDOUT need a stream, and only statements are run. Write the rows as INSERT, as \`pg_dump --inserts\` does, got ${JSON.stringify(text.slice(0, 60))}`,
  )
}

/** Drops the rows that come: the driver pauses its connection when `push` returns `false`, and resumes it in `_read`. */
function drop(stream: Readable): void {
  stream.push = () => true
  stream._read(0)
}

async function execute(sql: Sql, statements: string): Promise<number> {
  const result = (await sql.unsafe(statements)) as unknown as Counted | readonly Counted[]
  const results = Array.isArray(result) && !('command' in result) ? (result as readonly Counted[]) : [result as Counted]
  return results.reduce((sum, { command, count }) => sum + (/^(INSERT|DELETE)/.test(command) ? count : 0), 0)
}

/** The result of a statement, as the driver counts it. */
interface Counted {
  readonly command: string
  readonly count: number
}

function driverAddress({ host, port, user, password, database, url }: PostgresAddress) {
  const mode = new URL(url).searchParams.get('sslmode')
  const ssl =
    mode === null || mode === 'disable'
      ? {}
      : { ssl: mode === 'verify-full' ? ('verify-full' as const) : ('require' as const) }
  return { host, port, user, password, database, ...ssl }
}
