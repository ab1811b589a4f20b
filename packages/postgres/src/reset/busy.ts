import { delay, nowMs } from '@portside/internal'
import { busyDeadline, busyError, type BusyRules } from '@portside/service-kit'
import type { QueryFunction } from '@portside/service-kit/database'
import { rollBackPrepared } from '../database/prepared-transactions'

const pollMs = 3

/** A transaction that has not ended. */
export interface OpenTransaction extends Record<string, unknown> {
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
export async function waitUntilIdle(query: QueryFunction, rules: BusyRules): Promise<void> {
  const first = await query<OpenTransaction>(openTransactions)
  if (first.length === 0) return
  const deadline = busyDeadline(rules)
  const refusals = rules.busy === 'terminate' ? await endAll(first, query) : []
  for (;;) {
    const now = await query<OpenTransaction>(openTransactions)
    const left = now.filter((one) => first.some((other) => isSame(one, other)))
    if (left.length === 0) return
    if (nowMs() > deadline) throw busyError(rules, [...left.map(wordsOf), ...refusals], summaryOf(left))
    await delay(pollMs)
  }
}

/** Ends transactions, and returns why the server has refused to, in words. */
async function endAll(open: readonly OpenTransaction[], query: QueryFunction): Promise<readonly string[]> {
  const refusals = new Set<string>()
  for (const one of open)
    await end(one, query).catch((error: unknown) => {
      if (!isRefusal(error)) throw error
      refusals.add(`The server: ${error.message}`)
    })
  return [...refusals]
}

/** Ends the connection of a transaction, or rolls back what no connection has. */
async function end({ pid, query: name }: OpenTransaction, query: QueryFunction): Promise<void> {
  if (pid === null) await rollBackPrepared(name, query)
  else await query('select pg_terminate_backend($1::int)', [pid])
}

/** Whether the user lacks a right (42501). */
function isRefusal(error: unknown): error is Error {
  return (error as { readonly code?: unknown }).code === '42501'
}

function isSame(one: OpenTransaction, other: OpenTransaction): boolean {
  return one.pid === other.pid && one.begin === other.begin && (one.pid !== null || one.query === other.query)
}

const longest = 80

/** Describes a transaction: who has it, for how long, and its last statement. */
export function wordsOf({ pid, app, ms, query }: OpenTransaction): string {
  if (pid === null) return `prepared transaction "${query}", ${ms} ms`
  const text = query.replaceAll(/\s+/g, ' ')
  return `pid ${pid}${app === '' ? '' : `, app "${app}"`}, ${ms} ms: ${text.length > longest ? `${text.slice(0, longest)}…` : text}`
}

/** Not every transaction has a connection. */
function summaryOf(left: readonly OpenTransaction[]): string | undefined {
  if (left.every(({ pid }) => pid !== null)) return undefined
  return `${left.length} ${left.length === 1 ? 'transaction is' : 'transactions are'} still open`
}
