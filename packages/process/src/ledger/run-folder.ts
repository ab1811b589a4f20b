import { lstatSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { isOthers } from './private-path'

/**
 * Returns whether `path` may be the folder of a run: somewhere below a folder for temporary files or in a project's cache, with a name that is the run's id or ends with
 * a hyphen and the id. Nothing else that a file names is removed.
 */
export function isRunFolder(path: string, runId: string): boolean {
  const name = basename(path)
  const isNamed = name === runId || name.endsWith(`-${runId}`)
  return isNamed && path === resolve(path) && isInPlace(path)
}

/** Removes the folder of a run, unless a link leads elsewhere or the folder belongs to another user. */
export function removeRunFolder(path: string): void {
  try {
    const real = join(realpathSync(dirname(path)), basename(path))
    const stats = lstatSync(real)
    if (!stats.isDirectory() || isOthers(stats) || !isInPlace(real)) return
    rmSync(real, { recursive: true, force: true })
  } catch {
    // It is gone, or may not be removed.
  }
}

/** A project whose temporary folder is unusable has its runs in `node_modules/.cache`, wherever the project is. */
function isInPlace(path: string): boolean {
  return isBelow(path, temporaryFolders()) || dirname(path).endsWith(join(sep, 'node_modules', '.cache'))
}

function isBelow(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`))
}

/** Runs whose temporary folder is unusable use another one. A link may be written either way. */
function temporaryFolders(): readonly string[] {
  const { XDG_RUNTIME_DIR: runtime } = process.env
  const folders = [
    resolve(tmpdir()),
    ...(runtime ? [resolve(runtime)] : []),
    ...(process.platform === 'win32' ? [] : ['/tmp']),
  ]
  return [...folders, ...folders.map(realPath)].filter((folder) => dirname(folder) !== folder)
}

function realPath(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    return folder
  }
}
