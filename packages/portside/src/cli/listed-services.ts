import { findProject, ledgerDirectory } from '@portside/core/adapter'
import { type LedgerService, readLedger, type RunState } from '@portside/process'

/** A service of any run of this user, as it is written down. */
export interface ListedService extends LedgerService {
  /** The cookie of its run. */
  readonly run: string
  /** The folder of the project that is tested. */
  readonly project: string
  /** Whether its run lives, is dead, or belongs to another machine or PID namespace. */
  readonly state: RunState
}

/** The services that are written down, of all projects or of the one that this folder belongs to. */
export function listedServices({ isAll }: { readonly isAll: boolean }): readonly ListedService[] {
  const here = findProject(process.cwd())
  return readLedger(ledgerDirectory())
    .filter(({ project }) => isAll || project === here)
    .flatMap(({ services, runId, project, state }) =>
      services.map((service) => ({ ...service, run: runId, project, state })),
    )
}
