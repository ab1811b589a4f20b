import type { LedgerService } from './ledger-run'
import type { ProcessIdentity } from './process-identity'
import type { StopTarget } from './started-child'

/** What a ledger knows of the tree of a service. */
export function listedTarget({ leader, cookie, noted, ...options }: LedgerService): StopTarget {
  const known: ProcessIdentity[] = [...noted]
  return { leader, options, watch: { cookie, known: () => known, note: (found) => void known.push(...found) } }
}
