import { randomUUID } from 'node:crypto'
import { lstatSync, mkdirSync, renameSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { identify } from '../table/process-identity'
import { setAsideFolder, type DistrustedFile } from './read-ledger'

/**
 * Moves a file that is not trusted out of the ledger, so that runs no longer check it and the user can. A file whose runner may live stays: another
 * version of the package may be writing it.
 */
export function setAside({ file }: DistrustedFile): void {
  const folder = join(dirname(file), setAsideFolder)
  const [, runner] = /\.(\d+)\.json$/.exec(file) ?? []
  if (runner !== undefined && identify(Number(runner)) !== undefined) return
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    // Renamed without opening, whatever it is.
    renameSync(file, freePath(join(folder, basename(file))))
  } catch {
    // Another cleaner was quicker, or the file may not be moved. It is not trusted there, either.
  }
}

function freePath(path: string): string {
  const isTaken = lstatSync(path, { throwIfNoEntry: false }) !== undefined
  return isTaken ? `${path}.${randomUUID()}` : path
}
