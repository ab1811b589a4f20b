import { existsSync, statfsSync } from 'node:fs'
import { tmpdir, totalmem } from 'node:os'
import { resolve } from 'node:path'

const wantedBytes = 2 ** 30
const sharedMemory = '/dev/shm'
const usualFolder = '/tmp'

/** The needs of a server's data. */
export interface DataNeeds {
  /** Whether it may be in memory; not if an empty server has hundreds of megabytes. @default true */
  readonly inMemory?: boolean
}

/**
 * Returns the folder in which the data of a server is best kept for one run: `/dev/shm`, if at least 1 GiB is free there and that is no more than a quarter of the memory that
 * this process may use, else the temporary folder; `/tmp` if `TMPDIR` names one that does not exist.
 */
export function dataPlace({ inMemory = true }: DataNeeds = {}): string {
  if (inMemory && isRoomy()) return sharedMemory
  const folder = resolve(tmpdir())
  return existsSync(folder) || !existsSync(usualFolder) ? folder : usualFolder
}

function isRoomy(): boolean {
  if (process.platform !== 'linux' || wantedBytes > memoryLimit() / 4) return false
  try {
    const { bavail, bsize } = statfsSync(sharedMemory)
    return bavail * bsize >= wantedBytes
  } catch {
    return false
  }
}

/** The limit of the control group, if it is lower than the memory of the machine. */
function memoryLimit(): number {
  const limit = process.constrainedMemory() ?? 0
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}
