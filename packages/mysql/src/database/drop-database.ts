import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from '../client'
import { literal, quoted } from '../names'

/** A connection to a database. */
interface Connection extends Record<string, unknown> {
  readonly id: number | string
  readonly host: string
  readonly info: string | null
}

/** Drops a database. Connections that keep it busy are ended. */
export async function dropDatabase(name: string, client: Client): Promise<void> {
  const statements = ['set session lock_wait_timeout = 1', `drop database if exists ${quoted(name)}`]
  await client.results(statements).catch(async () => {
    await cutConnections(name, client)
    await client.results(statements)
  })
}

/** Ends the connections of others that use a database, and returns them in words. The connections `own` are not of others. */
export async function cutConnections(
  name: string,
  { query }: Client,
  own: ReadonlySet<number> = new Set(),
): Promise<readonly string[]> {
  const left = await query<Connection>(
    `select id as id, host as host, info as info from information_schema.processlist where ${isConnected(name, own)}`,
  )
  for (const { id } of left) await query(`kill ${id}`).catch(() => undefined)
  return left.map(
    ({ id, host, info }) => `connection ${id} from ${host}${info === null ? '' : `: ${info.slice(0, 60)}`}`,
  )
}

const pollMs = 5
const closeLimitMs = 1000

/** Waits for a moment until only the connections `own` use a database: the server notices the end of a connection a little later than the client that has closed it. */
export async function whenDisconnected(name: string, { query }: Client, own: ReadonlySet<number>): Promise<void> {
  const deadline = performance.now() + closeLimitMs
  while (performance.now() < deadline) {
    const left = await query(`select 1 from information_schema.processlist where ${isConnected(name, own)}`)
    if (left.length === 0) return
    await delay(pollMs)
  }
}

function isConnected(name: string, own: ReadonlySet<number>): string {
  return `db = ${literal(name)} and id not in (${['connection_id()', ...own].join(', ')})`
}
