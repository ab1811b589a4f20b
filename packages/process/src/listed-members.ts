import { findListed } from './find-listed'
import type { LedgerRun, LedgerService } from './ledger/ledger-run'
import { commandOf } from './table/process-identity'
import type { ProcessDescription } from './stop-report'

/** The live processes of a service that is known from a ledger only, as far as they can be seen. */
export async function listedMembers(
  listed: LedgerService,
  run: Pick<LedgerRun, 'runId' | 'system'>,
): Promise<readonly ProcessDescription[]> {
  const members = await findListed(listed, run)
  return members.map((entry) => ({ pid: entry.pid, command: commandOf(entry) }))
}
