import { findProject, ledgerDirectory } from '@portside/core/adapter'
import { listedMembers, type LedgerService, readLedger, type RunState } from '@portside/process'

/** A service of any run of this user, as it is written down. */
export interface ListedService extends LedgerService {
  /** The cookie of its run. */
  readonly run: string
  /** The folder of the project that is tested. */
  readonly project: string
  /** Whether its run lives, is dead, or belongs to another machine or PID namespace; `ended` if the run lives, and nothing of the service. */
  readonly state: RunState | 'ended'
}

/** The services that are written down, of all projects or of the one that this folder belongs to. */
export async function listedServices({ isAll }: { readonly isAll: boolean }): Promise<readonly ListedService[]> {
  const here = findProject(process.cwd())
  const services = readLedger(ledgerDirectory())
    .filter(({ project }) => isAll || project === here)
    .flatMap((run) => run.services.map((service) => listed(service, run.runId, run.project, run.state)))
  return Promise.all(services)
}

/** A service that has died stays written down until its run lets go of it. */
async function listed(service: LedgerService, run: string, project: string, state: RunState): Promise<ListedService> {
  const hasEnded = state === 'running' && (await listedMembers(service)).length === 0
  return { ...service, run, project, state: hasEnded ? 'ended' : state }
}
