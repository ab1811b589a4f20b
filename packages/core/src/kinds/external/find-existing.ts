import { existsSync, readlinkSync, realpathSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { findPortOwner } from '@portside/ports'
import type { StartContext } from '../../contract/start-context'
import { isInCi } from '../../run/environment'

/** A port on which somebody may have started the service of this project already. */
export interface ExistingPort {
  /** The number of the port. */
  readonly port: number
  /** Whether it is looked at where the variable `CI` is set, too. @default false */
  readonly inCi?: boolean
}

/**
 * Returns whether a process of this project listens on the port: one that runs in a folder with the same nearest `package.json` as the services file.
 * Another project's is never used.
 */
export async function isOwnProject(
  { port, inCi = false }: ExistingPort,
  host: string,
  { directory }: Pick<StartContext, 'directory'>,
): Promise<boolean> {
  if (isInCi() && !inCi) return false
  const owner = await findPortOwner(port, { host })
  if (owner?.state !== 'listen' || owner.pid === undefined) return false
  const own = nearestPackage(directory)
  return own !== undefined && nearestPackage(folderOf(owner.pid)) === own
}

/** The working directory of a process, as proc(5) has it; none on other systems, or for a process of another user. */
function folderOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}

function nearestPackage(folder: string | undefined): string | undefined {
  if (folder === undefined || !existsSync(folder)) return undefined
  for (let at = realpathSync(resolve(folder)); ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json'))) return at
    if (at === dirname(at)) return undefined
  }
}
