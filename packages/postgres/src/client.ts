import { connect, type Socket } from 'node:net'
import type { CleanUp } from '@portside/core/kit'
import type { Sql } from 'postgres'
import type { PostgresAddress, QueryFunction, Row } from './postgres-address'

/** A client that connects when it is first used. It keeps this process alive only while a query runs. */
export interface Client {
  readonly query: QueryFunction
  /** Runs statements, and returns the number of rows that they have changed. */
  readonly execute: (statements: string) => Promise<number>
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

/** Makes a client. `onClose` registers how it is closed, when it is first used. */
export function lazyClient(
  address: PostgresAddress,
  onClose: (cleanUp: CleanUp) => void,
  options: ClientOptions = {},
): Pick<Client, 'query'> {
  let opening: Promise<Client> | undefined
  const open = (): Promise<Client> => {
    onClose(async () => (await opening)?.close())
    return openClient(address, options)
  }
  return { query: async (text, params) => (await (opening ??= open())).query(text, params) }
}

/** Loads the driver and makes a client, which connects at its first query. */
export async function openClient(address: PostgresAddress, options: ClientOptions = {}): Promise<Client> {
  const { max = 4, name = 'portside', hasArrays = true } = options
  const { default: postgres } = await import('postgres')
  const sockets = createSockets(address)
  const sql = postgres({
    ...driverAddress(address),
    max,
    fetch_types: hasArrays,
    max_lifetime: null,
    onnotice: () => undefined,
    connection: { application_name: name },
    // The driver's types do not have this option, which its README documents.
    ...({ socket: sockets.open } as object),
  })
  return {
    query: (text, params) => sockets.whileUsed(runQuery(sql, text, params)),
    execute: (statements) => sockets.whileUsed(execute(sql, statements)),
    close: () => sockets.whileUsed(sql.end({ timeout: closeLimitS })),
  }
}

async function runQuery<R extends Row>(sql: Sql, text: string, params: readonly unknown[] | undefined): Promise<R[]> {
  const rows = await (params === undefined ? sql.unsafe(text) : sql.unsafe(text, [...params] as never[]))
  return [...rows] as unknown as R[]
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

/** Opens the connections of a driver, and lets them keep this process alive while they are used. */
function createSockets({ host, port }: PostgresAddress) {
  const sockets = new Set<Socket>()
  let uses = 0
  const update = (socket: Socket): Socket => (uses > 0 ? socket.ref() : socket.unref())
  return { open, whileUsed }

  function open(): Socket {
    const socket = connect({ host, port, noDelay: true })
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    return update(socket)
  }

  async function whileUsed<Result>(use: Promise<Result>): Promise<Result> {
    uses += 1
    for (const socket of sockets) update(socket)
    try {
      return await use
    } finally {
      uses -= 1
      for (const socket of sockets) update(socket)
    }
  }
}
