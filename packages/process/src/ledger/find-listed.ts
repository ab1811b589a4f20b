import { findCarriers } from '../members/find-carriers'
import type { LedgerRun, LedgerService } from './ledger-run'
import { type ProcessEntry, isLive } from '../table/process-entry'
import type { ProcessIdentity } from '../table/process-identity'
import { readProcessTable } from '../table/process-table'
import { findDescendants } from '../table/process-tree'
import { withoutLeftRunning } from '../members/leave-running'
import { isThisSystem } from './system-identity'

/**
 * Finds the live processes of a service that is known only from a ledger. A process belongs to it if it carries the cookies of the run and of the
 * service; or if its id, start and session are in the ledger, or it is `seen`; or if it is in the session of the service while one of these is; or if
 * it descends from any of them. None are found if the ids belong to another system.
 */
export async function findListed(
  { leader, session, cookie, tracked }: LedgerService,
  { runId, system }: Pick<LedgerRun, 'runId' | 'system'>,
  seen: readonly ProcessIdentity[] = [],
): Promise<readonly ProcessEntry[]> {
  if (!isThisSystem(system)) return []
  const table = await readProcessTable()
  const written = [{ ...leader, session }, ...tracked]
  const isProven = (entry: ProcessEntry) =>
    written.some((each) => each.session === entry.session && isExactly(entry, each)) ||
    seen.some((each) => isExactly(entry, each))
  const proven = [...findCarriers(table, { cookie, runId }, leader.startTime), ...table.filter(isProven)]
  // The number of a session cannot be used again while a process is in it.
  const isHeld = proven.some((entry) => entry.session === session)
  const members = isHeld ? table.filter((entry) => entry.session === session) : []
  return withoutLeftRunning(findDescendants(table, [...proven, ...members]).filter(isLive), table, [])
}

function isExactly(entry: ProcessEntry, { pid, startTime }: ProcessIdentity): boolean {
  return entry.pid === pid && entry.startTime === startTime
}
