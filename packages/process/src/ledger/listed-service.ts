import { createOutput } from '../output/child-output'
import { nowMs } from '@portside/internal'
import { endStrays } from '../stop/end-strays'
import { findListed } from './find-listed'
import type { LedgerRun, LedgerService } from './ledger-run'
import type { ProcessEntry } from '../table/process-entry'
import { stopDefaults } from '../child/spawn-options'
import type { StopReport, ProcessDescription } from '../child/child-handle'
import { commandOf } from '../table/process-identity'

/**
 * Ends a service that is known only from a ledger, with all of its tree. Before each signal, each process is proved to belong to it; process ids that
 * name other processes by now, or belong to another system, are ignored. In the background it does not keep this process alive.
 *
 * @throws PortsideError `E_STOP_TIMEOUT` when something survived SIGKILL.
 */
export async function stopListed(
  listed: LedgerService,
  run: Pick<LedgerRun, 'runId' | 'system'>,
  { isInBackground = false }: { readonly isInBackground?: boolean } = {},
): Promise<StopReport> {
  const startMs = nowMs()
  const { service, stopSignal, stopTimeoutMs } = listed
  const options = { service, stopSignal, stopTimeoutMs, isInBackground }
  // Descendants lose their parents when those end; from then on only this map shows that they belong to the service.
  const seen = new Map<number, ProcessEntry>()
  const look = async (): Promise<readonly ProcessEntry[]> => {
    const members = await findListed(listed, run, [...seen.values()])
    for (const entry of members) seen.set(entry.pid, entry)
    return members
  }
  const { found, killed } = await endStrays({ options }, look, createOutput())
  return {
    service,
    signal: stopDefaults(options).stopSignal,
    isForced: killed.length > 0,
    elapsedMs: nowMs() - startMs,
    killed,
    strays: found.filter(({ pid }) => seen.get(pid)?.pgid !== listed.leader.pid),
  }
}

/** Finds the live processes of a service that is known only from a ledger, as far as they are visible. */
export async function listedMembers(
  listed: LedgerService,
  run: Pick<LedgerRun, 'runId' | 'system'>,
): Promise<readonly ProcessDescription[]> {
  const members = await findListed(listed, run)
  return members.map((entry) => ({ pid: entry.pid, command: commandOf(entry) }))
}
