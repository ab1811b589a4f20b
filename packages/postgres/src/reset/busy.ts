import { setTimeout as delay } from 'node:timers/promises'
import { PortsideError } from '@portside/errors'
import type { QueryFunction } from '../postgres-address'

const pollMs = 3

/** The reaction to transactions that are still open when a test has ended. */
export interface BusyOptions {
  readonly service: string
  /** `'wait'` waits for their end, `'fail'` does not, `'terminate'` ends their connections. */
  readonly busy: 'wait' | 'fail' | 'terminate'
  /** How long to wait, in milliseconds. */
  readonly waitMs: number
}

interface OpenTransaction extends Record<string, unknown> {
  /** `null` for one that no connection has any more, which is prepared for two-phase commit. */
  readonly pid: number | null
  readonly app: string
  readonly begin: string
  readonly ms: number
  readonly query: string
}

// A transaction that has only read holds up nothing, unless it is idle: then it may go on.
const openTransactions = `
  select pid, application_name as app, xact_start::text as begin, (extract(epoch from clock_timestamp() - xact_start) * 1000)::int as ms, query
  from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend' and xact_start is not null
    and (backend_xid is not null or state like 'idle in transaction%')
  union all
  select null, '', prepared::text, (extract(epoch from clock_timestamp() - prepared) * 1000)::int, gid
  from pg_prepared_xact() where dbid = (select oid from pg_database where datname = current_database())`

/**
 * Waits until the transactions that are open now have ended; those that begin later belong to the next test.
 *
 * @throws PortsideError `E_NOT_READY` that names them, if they do not.
 */
export async function waitUntilIdle(query: QueryFunction, { service, busy, waitMs }: BusyOptions): Promise<void> {
  const first = await query<OpenTransaction>(openTransactions)
  if (first.length === 0) return
  const deadline = performance.now() + (busy === 'fail' ? 0 : waitMs)
  if (busy === 'terminate') for (const one of first) await end(one, query)
  for (;;) {
    const now = await query<OpenTransaction>(openTransactions)
    const left = now.filter((one) => first.some((other) => isSame(one, other)))
    if (left.length === 0) return
    if (performance.now() > deadline) throw busyError(service, left)
    await delay(pollMs)
  }
}

/** Ends the connection of a transaction, or rolls back what no connection has. */
async function end({ pid, query: text }: OpenTransaction, query: QueryFunction): Promise<void> {
  if (pid === null) await query(`rollback prepared '${text.replaceAll("'", "''")}'`)
  else await query('select pg_terminate_backend($1::int)', [pid])
}

function isSame(one: OpenTransaction, other: OpenTransaction): boolean {
  return one.pid === other.pid && one.begin === other.begin && (one.pid !== null || one.query === other.query)
}

const longest = 80

function busyError(service: string, left: readonly OpenTransaction[]): PortsideError {
  const what = left.map(({ pid, app, ms, query }) => {
    if (pid === null) return `prepared transaction "${query}", ${ms} ms`
    const text = query.replaceAll(/\s+/g, ' ')
    return `pid ${pid}${app === '' ? '' : `, app "${app}"`}, ${ms} ms: ${text.length > longest ? `${text.slice(0, longest)}…` : text}`
  })
  return new PortsideError({
    code: 'E_NOT_READY',
    service,
    summary: `cannot be reset: ${left.length} ${countedText(left)}`,
    evidence: what,
    hints: [
      "Await the request or commit before the test ends. `busy: 'terminate'` ends such connections instead, `waitMs` waits longer.",
    ],
  })
}

function countedText(left: readonly OpenTransaction[]): string {
  const isOne = left.length === 1
  if (left.some(({ pid }) => pid === null)) return isOne ? 'transaction is still open' : 'transactions are still open'
  return isOne ? 'connection still has an open transaction' : 'connections still have open transactions'
}
