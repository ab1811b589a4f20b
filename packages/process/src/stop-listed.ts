import { createOutput } from './child-output'
import { endTree } from './end-tree'
import type { LedgerService } from './ledger-run'
import type { ProcessIdentity } from './process-identity'
import type { StopReport } from './stop-report'
import type { StopTarget } from './started-child'

/**
 * Ends a service that is known from a ledger only, with all of its tree. Process ids that name other processes by now
 * are left alone.
 *
 * @throws PortsideError `E_STOP_TIMEOUT` when something survived SIGKILL.
 */
export function stopListed(listed: LedgerService): Promise<StopReport> {
  return endTree(asTarget(listed), createOutput())
}

function asTarget({ leader, cookie, noted, ...options }: LedgerService): StopTarget {
  const known: ProcessIdentity[] = [...noted]
  return { leader, options, watch: { cookie, known: () => known, note: (found) => void known.push(...found) } }
}
