import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findProject, ledgerDirectory } from '@portside/core/main'
import { listedMembers, type LedgerService, type ListedRun, readLedger, type RunState } from '@portside/process'

/** A service of any run of this user, as the ledger records it. */
export interface ListedService extends LedgerService {
  /** The run that it belongs to. */
  readonly run: ListedRun
  /** The state of its run: alive, dead, or of another machine or PID namespace; `ended` if the run lives, but no process of the service. */
  readonly state: RunState | 'ended'
}

/** Lists the recorded services of all projects, or of those that this folder is in: its own, and those around it in the same repository. */
export async function listedServices({ isAll }: { readonly isAll: boolean }): Promise<readonly ListedService[]> {
  const here = enclosingProjects(process.cwd())
  const services = readLedger(ledgerDirectory())
    .filter(({ project }) => isAll || here.includes(project))
    .flatMap((run) => run.services.map((service) => listed(service, run)))
  return Promise.all(services)
}

/** Returns the project of a folder and the folders around it up to the root of its repository: in a monorepo, one of them may be a project, too. */
function enclosingProjects(directory: string): readonly string[] {
  const folders = upwards(findProject(directory))
  const root = folders.findIndex((folder) => existsSync(join(folder, '.git')))
  return folders.slice(0, Math.max(1, root + 1))
}

/** Returns a folder and all around it. */
function upwards(folder: string): readonly string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [folder, ...upwards(parent)]
}

/** A service that has died stays in the ledger until its run deletes it. */
async function listed(service: LedgerService, run: ListedRun): Promise<ListedService> {
  const hasEnded = run.state === 'running' && (await listedMembers(service, run)).length === 0
  return { ...service, run, state: hasEnded ? 'ended' : run.state }
}
