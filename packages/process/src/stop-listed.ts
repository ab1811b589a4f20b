import { createOutput } from './child-output'
import { endTree } from './end-tree'
import type { LedgerService } from './ledger-run'
import { listedTarget } from './listed-target'
import type { StopReport } from './stop-report'

/**
 * Ends a service that is known from a ledger only, with all of its tree. Process ids that name other processes by now
 * are left alone. In the background it does not keep this process alive.
 *
 * @throws PortsideError `E_STOP_TIMEOUT` when something survived SIGKILL.
 */
export function stopListed(listed: LedgerService, { isInBackground = false } = {}): Promise<StopReport> {
  const target = listedTarget(listed)
  return endTree({ ...target, options: { ...target.options, isInBackground } }, createOutput())
}
