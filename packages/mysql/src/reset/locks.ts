import { setTimeout as delay } from 'node:timers/promises'
import { PortsideError } from '@portside/errors'
import type { Client } from '../client'
import { literal } from '../names'

const pollMs = 2

/** The reaction to transactions that are still open when a test has ended. */
export interface BusyOptions {
  readonly service: string
  /** `'wait'` waits for their end, `'fail'` does not, `'terminate'` ends their connections. */
  readonly busy: 'wait' | 'fail' | 'terminate'
  /** How long to wait, in milliseconds. */
  readonly waitMs: number
}

/**
 * Calls `act`, which takes locks without waiting for any, until it has got them: a connection that waits for one lock and holds another may end a transaction of the app.
 *
 * @throws PortsideError `E_NOT_READY` that names the transactions in the way, if they do not end in time.
 */
export async function whenIdle<Result>(
  client: Client,
  database: string,
  { service, busy, waitMs }: BusyOptions,
  act: () => Promise<Result>,
): Promise<Result> {
  const deadline = performance.now() + (busy === 'fail' ? 0 : waitMs)
  for (;;) {
    try {
      return await act()
    } catch (error) {
      if (!isLockFailure(error)) throw error
      const isLate = performance.now() > deadline
      const open = isLate || busy === 'terminate' ? await openTransactions(client, database) : []
      if (isLate) throw busyError(service, open)
      if (busy === 'terminate') for (const { id } of open) await client.query(`kill ${id}`).catch(() => undefined)
    }
    await delay(pollMs)
  }
}

/** ER_LOCK_WAIT_TIMEOUT, ER_LOCK_DEADLOCK. */
function isLockFailure(error: unknown): boolean {
  return [1205, 1213].includes(Number((error as { readonly errno?: unknown } | undefined)?.errno))
}

interface OpenTransaction {
  readonly id: number
  readonly host: string
  readonly seconds: number
  readonly changed: number
  readonly idleMs: number | undefined
  readonly statement: string
}

/** Reads the transactions of a database. INNODB_TRX is a copy that is not renewed while somebody reads it often. */
async function openTransactions({ query }: Client, database: string): Promise<readonly OpenTransaction[]> {
  // Not every user may see it; the error then names nobody.
  const [status] = await query<{ Status: string }>('show engine innodb status').catch(() => [])
  const sections = (status?.Status ?? '').split(/^---TRANSACTION /m).slice(1)
  const active = new Map(
    sections.flatMap((section) => {
      const [, seconds] = /^\d+, ACTIVE(?: \([A-Z]+\))? (\d+) sec/.exec(section) ?? []
      const [, id] = /^(?:MariaDB|MySQL) thread id (\d+),/m.exec(section) ?? []
      const [, changed = '0'] = /undo log entries (\d+)/.exec(section) ?? []
      return seconds === undefined || id === undefined ? [] : [[Number(id), { seconds, changed }] as const]
    }),
  )
  const connections = await query<Connection>(
    `select id as id, host as host, command as command, time as time, info as info from information_schema.processlist where db = ${literal(database)} and id <> connection_id()`,
  )
  return connections.flatMap(({ id, host, command, time, info }) => {
    const found = active.get(Number(id))
    if (found === undefined) return []
    const idleMs = command === 'Sleep' ? Number(time) * 1000 : undefined
    const [seconds, changed] = [Number(found.seconds), Number(found.changed)]
    return [{ id: Number(id), host, seconds, changed, idleMs, statement: (info ?? '').replaceAll(/\s+/g, ' ') }]
  })
}

interface Connection extends Record<string, unknown> {
  readonly id: number | string
  readonly host: string
  readonly command: string
  readonly time: number | string
  readonly info: string | null
}

const longest = 80

function busyError(service: string, open: readonly OpenTransaction[]): PortsideError {
  const what = open.map(({ id, host, seconds, changed, idleMs, statement }) => {
    const rows = `${changed} ${changed === 1 ? 'row' : 'rows'} changed`
    const doing = idleMs === undefined ? statement.slice(0, longest) : 'idle'
    return `connection ${id} from ${host}, in a transaction for ${seconds} s, ${rows}: ${doing}`
  })
  return new PortsideError({
    code: 'E_NOT_READY',
    service,
    summary:
      open.length === 0
        ? 'cannot be reset: its tables are locked'
        : `cannot be reset: ${open.length} ${open.length === 1 ? 'connection still has an open transaction' : 'connections still have open transactions'}`,
    evidence: what,
    hints: [
      "Await the request or commit before the test ends. `busy: 'terminate'` ends such connections instead, `waitMs` waits longer.",
    ],
  })
}
