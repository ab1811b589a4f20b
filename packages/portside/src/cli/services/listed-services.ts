import { findProject, ledgerDirectory } from '@portside/core/main'
import { listedMembers, type LedgerService, type ListedRun, readLedger, type RunState } from '@portside/process'

/** A service of any run of this user, as it is written down. */
export interface ListedService extends LedgerService {
  /** The run that it belongs to. */
  readonly run: ListedRun
  /** Whether its run lives, is dead, or belongs to another machine or PID namespace; `ended` if the run lives, and nothing of the service. */
  readonly state: RunState | 'ended'
}

/** The services that are written down, of all projects or of the one that this folder belongs to. */
export async function listedServices({ isAll }: { readonly isAll: boolean }): Promise<readonly ListedService[]> {
  const here = findProject(process.cwd())
  const services = readLedger(ledgerDirectory())
    .filter(({ project }) => isAll || project === here)
    .flatMap((run) => run.services.map((service) => listed(service, run)))
  return Promise.all(services)
}

/** A service that has died stays written down until its run lets go of it. */
async function listed(service: LedgerService, run: ListedRun): Promise<ListedService> {
  const hasEnded = run.state === 'running' && (await listedMembers(service, run)).length === 0
  return { ...service, run, state: hasEnded ? 'ended' : run.state }
}
