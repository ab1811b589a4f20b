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
  readonly pid: number
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
    and (backend_xid is not null or state like 'idle in transaction%')`

/**
 * Waits until the transactions that are open now have ended; those that begin later belong to the next test.
 *
 * @throws PortsideError `E_NOT_READY` that names them, if they do not.
 */
export async function waitUntilIdle(query: QueryFunction, { service, busy, waitMs }: BusyOptions): Promise<void> {
  const first = await query<OpenTransaction>(openTransactions)
  if (first.length === 0) return
  const deadline = performance.now() + (busy === 'fail' ? 0 : waitMs)
  if (busy === 'terminate') for (const { pid } of first) await query('select pg_terminate_backend($1::int)', [pid])
  for (;;) {
    const now = await query<OpenTransaction>(openTransactions)
    const left = now.filter(({ pid, begin }) => first.some((one) => one.pid === pid && one.begin === begin))
    if (left.length === 0) return
    if (performance.now() > deadline) throw busyError(service, left)
    await delay(pollMs)
  }
}

const longest = 80

function busyError(service: string, left: readonly OpenTransaction[]): PortsideError {
  const what = left.map(({ pid, app, ms, query }) => {
    const text = query.replaceAll(/\s+/g, ' ')
    return `pid ${pid}${app === '' ? '' : `, app "${app}"`}, ${ms} ms: ${text.length > longest ? `${text.slice(0, longest)}…` : text}`
  })
  return new PortsideError({
    code: 'E_NOT_READY',
    service,
    summary: `cannot be reset: ${left.length} ${left.length === 1 ? 'connection still has an open transaction' : 'connections still have open transactions'}`,
    evidence: what,
    hints: [
      "Await the request or commit before the test ends. `busy: 'terminate'` ends such connections instead, `waitMs` waits longer.",
    ],
  })
}
