import { delay, nowMs } from '@portside/internal'
import { busyDeadline, busyError, type BusyRules } from '@portside/service-kit'
import type { Client } from '../client'
import { literal } from '../names'

const pollMs = 2

/**
 * Calls `act`, which takes locks without waiting for any, until it has got them: a connection that waits for one lock and holds another may end a transaction of the app.
 *
 * @throws PortsideError `E_NOT_READY` that names the transactions in the way, if they do not end in time.
 */
export async function whenIdle<Result>(
  client: Client,
  database: string,
  rules: BusyRules,
  act: () => Promise<Result>,
): Promise<Result> {
  const deadline = busyDeadline(rules)
  for (;;) {
    try {
      return await act()
    } catch (error) {
      if (!isLockFailure(error)) throw error
      const isLate = nowMs() > deadline
      const open = isLate || rules.busy === 'terminate' ? await openTransactions(client, database) : []
      if (isLate) throw busyError(rules, open.map(wordsOf), open.length === 0 ? 'its tables are locked' : undefined)
      if (rules.busy === 'terminate') for (const { id } of open) await client.query(`kill ${id}`).catch(() => undefined)
    }
    await delay(pollMs)
  }
}

/** Whether a statement has failed since another connection has a lock: ER_LOCK_WAIT_TIMEOUT, ER_LOCK_DEADLOCK. */
export function isLockFailure(error: unknown): boolean {
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

function wordsOf({ id, host, seconds, changed, idleMs, statement }: OpenTransaction): string {
  const rows = `${changed} ${changed === 1 ? 'row' : 'rows'} changed`
  const doing = idleMs === undefined ? statement.slice(0, longest) : 'idle'
  return `connection ${id} from ${host}, in a transaction for ${seconds} s, ${rows}: ${doing}`
}
