// FIFOs for the output of services. Node.js cannot make one; mkfifo(1) makes several at the price of one.
import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { globalState } from '@portside/internal'
import { guardDirectory } from '../warden/guard-directory'

const batchSize = 8

/** A FIFO that is used by one service. */
export interface Fifo {
  readonly path: string
  /** Removes it; the folder goes with the last one. */
  readonly remove: () => void
}

/** A folder that only this user can enter, while one of its FIFOs is used. */
interface Folder {
  readonly path: string
  readonly unguard: () => void
  readonly free: string[]
  readonly used: Set<string>
  made: number
}

/** Takes a FIFO in a folder of its own below `parent`, the folder for temporary files by default. Throws if none can be made. */
export function takeFifo(parent = tmpdir()): Fifo {
  const { folders } = globalState('fifo-folders', () => ({ folders: new Map<string, Folder>() }))
  const folder = folders.get(parent) ?? makeFolder(resolve(parent))
  folders.set(parent, folder)
  const removeUnused = (): void => {
    if (folder.used.size > 0) return
    folders.delete(parent)
    rmSync(folder.path, { recursive: true, force: true })
    folder.unguard()
  }
  try {
    if (folder.free.length === 0) makeFifos(folder)
  } catch (error) {
    removeUnused()
    throw error
  }
  const path = folder.free.shift() ?? ''
  folder.used.add(path)
  const remove = (): void => {
    if (!folder.used.delete(path)) return
    rmSync(path, { force: true })
    removeUnused()
  }
  return { path, remove }
}

function makeFolder(parent: string): Folder {
  const path = join(parent, `portside-output-${randomUUID()}`)
  const unguard = guardDirectory(path)
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    unguard()
    throw error
  }
  return { path, unguard, free: [], used: new Set(), made: 0 }
}

/** Blocks this process for some milliseconds: a socket that is handed over leaves no time for anything else. */
function makeFifos(folder: Folder): void {
  const paths = Array.from({ length: batchSize }, () => join(folder.path, String((folder.made += 1))))
  const { status, error, stderr } = spawnSync('mkfifo', ['-m', '600', ...paths], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (error) throw error
  if (status !== 0) throw new Error(stderr.toString().trim())
  folder.free.push(...paths)
}
