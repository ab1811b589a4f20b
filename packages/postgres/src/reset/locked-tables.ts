import { PortsideError } from '@portside/errors'
import type { QueryFunction } from '@portside/service-kit/database'
import { type OpenTransaction, wordsOf } from './busy'

/** The locks that keep others from reading a table; a transaction that is prepared for two-phase commit has no connection, and is known by the lock of its own number. */
const holders = `
  with held as (
    select distinct pid, virtualtransaction as virtual from pg_locks
    where granted and locktype = 'relation' and mode = 'AccessExclusiveLock' and pid is distinct from pg_backend_pid()
      and database = (select oid from pg_database where datname = current_database()))
  select a.pid, a.application_name as app, a.xact_start::text as begin, (extract(epoch from clock_timestamp() - a.xact_start) * 1000)::int as ms, a.query
  from held join pg_stat_activity a on a.pid = held.pid where a.xact_start is not null
  union all
  select null, '', p.prepared::text, (extract(epoch from clock_timestamp() - p.prepared) * 1000)::int, p.gid
  from held join pg_locks own on own.pid is null and own.virtualtransaction = held.virtual and own.locktype = 'transactionid'
    join pg_prepared_xact() p on p.transaction = own.transactionid where held.pid is null`

/** Calls `act`. If a lock is in its way, throws PortsideError `E_NOT_READY` that names the transactions with locks of tables; `failure` says what could not be done. */
export async function namingLocks<Result>(
  act: () => Promise<Result>,
  failure: string,
  { service, query }: { readonly service: string; readonly query: QueryFunction },
): Promise<Result> {
  return act().catch(async (error: unknown) => {
    if (!isLockFailure(error)) throw error
    const open = await query<OpenTransaction>(holders).catch(() => [])
    throw lockedError(service, failure, open, error)
  })
}

function lockedError(service: string, failure: string, open: readonly OpenTransaction[], cause: Error): PortsideError {
  return new PortsideError({
    code: 'E_NOT_READY',
    service,
    summary: `${failure}: a transaction holds a lock`,
    evidence: open.length === 0 ? [`The server: ${cause.message}`] : open.map(wordsOf),
    hints: ['Commit the transaction with the lock, or roll it back, and try again.'],
    cause,
  })
}

/** A lock that was not to be had in time (55P03), or a deadlock (40P01). */
export function isLockFailure(error: unknown): error is Error {
  return ['55P03', '40P01'].includes(String((error as { readonly code?: unknown } | undefined)?.code))
}
