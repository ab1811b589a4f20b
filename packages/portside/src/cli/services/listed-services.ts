import { findProject, ledgerDirectory } from '@portside/core/main'
import { listedMembers, type LedgerService, type ListedRun, readLedger, type RunState } from '@portside/process'

/** A service of any run of this user, as the ledger records it. */
export interface ListedService extends LedgerService {
  /** The run that it belongs to. */
  readonly run: ListedRun
  /** The state of its run: alive, dead, or of another machine or PID namespace; `ended` if the run lives, but no process of the service. */
  readonly state: RunState | 'ended'
}

/** Lists the recorded services of all projects, or of the one that this folder belongs to. */
export async function listedServices({ isAll }: { readonly isAll: boolean }): Promise<readonly ListedService[]> {
  const here = findProject(process.cwd())
  const services = readLedger(ledgerDirectory())
    .filter(({ project }) => isAll || project === here)
    .flatMap((run) => run.services.map((service) => listed(service, run)))
  return Promise.all(services)
}

/** A service that has died stays in the ledger until its run deletes it. */
async function listed(service: LedgerService, run: ListedRun): Promise<ListedService> {
  const hasEnded = run.state === 'running' && (await listedMembers(service, run)).length === 0
  return { ...service, run, state: hasEnded ? 'ended' : run.state }
}
