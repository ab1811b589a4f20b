import { lstatSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { isOthers } from './private-path'

/**
 * Returns whether `path` may be the folder of a run: somewhere below the temporary folder (or `/tmp`), with a name that is the run's id or ends with
 * a hyphen and the id. Nothing else that a file names is removed.
 */
export function isRunFolder(path: string, runId: string): boolean {
  const name = basename(path)
  const isNamed = name === runId || name.endsWith(`-${runId}`)
  return isNamed && path === resolve(path) && isBelow(path, temporaryFolders())
}

/** Removes the folder of a run, unless a link leads elsewhere or the folder belongs to another user. */
export function removeRunFolder(path: string): void {
  try {
    const real = join(realpathSync(dirname(path)), basename(path))
    const stats = lstatSync(real)
    if (!stats.isDirectory() || isOthers(stats) || !isBelow(real, temporaryFolders())) return
    rmSync(real, { recursive: true, force: true })
  } catch {
    // It is gone, or may not be removed.
  }
}

function isBelow(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`))
}

/** The path of a Unix socket is short, so runs with a long TMPDIR use `/tmp` instead. A link may be written either way. */
function temporaryFolders(): readonly string[] {
  const folders = [resolve(tmpdir()), ...(process.platform === 'win32' ? [] : ['/tmp'])]
  return [...folders, ...folders.map(realPath)].filter((folder) => dirname(folder) !== folder)
}

function realPath(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    return folder
  }
}
