import { findMembers } from './find-members'
import type { LedgerService } from './ledger-run'
import { listedTarget } from './listed-target'
import { commandOf } from './process-identity'
import type { ProcessDescription } from './stop-report'

/** The live processes of a service that is known from a ledger only, as far as they can be seen. */
export async function listedMembers(listed: LedgerService): Promise<readonly ProcessDescription[]> {
  const members = await findMembers(listedTarget(listed))
  return members.map((entry) => ({ pid: entry.pid, command: commandOf(entry) }))
}
