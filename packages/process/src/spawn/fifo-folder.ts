// FIFOs for the output of services. Node.js cannot make one; mkfifo(1) makes several at the price of one.
import { spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { globalState } from '@portside/internal'
import { guardDirectory } from '../warden/guard-directory'

const batchSize = 8

/** A FIFO that is used by one service. */
export interface Fifo {
  readonly path: string
  readonly remove: () => void
}

/** A folder that only this user can enter. */
interface Folder {
  readonly path: string
  /** Removes the folder, unless that is up to the caller. */
  readonly remove: () => void
  readonly free: string[]
  readonly used: Set<string>
  /** The batch that is being made. */
  pending: Promise<void> | undefined
}

/**
 * Makes FIFOs ahead, so that the next start need not wait for that. It never rejects: a start tries again, and reports why there is none.
 *
 * @param parent The `outputFolder` of the start.
 */
export async function prepareOutput(parent: string): Promise<void> {
  if (process.platform === 'win32') return
  try {
    const folder = folderIn(parent)
    if (folder.free.length === 0) await (folder.pending ??= makeAhead(folder))
  } catch {
    // The start makes its own.
  }
}

function makeAhead(folder: Folder): Promise<void> {
  const paths = nextPaths(folder)
  return new Promise((resolve) => {
    const done = (code: number | undefined): void => {
      folder.pending = undefined
      if (code === 0) folder.free.push(...paths)
      resolve()
    }
    const maker = spawn('mkfifo', mkfifoArguments(paths), { stdio: 'ignore', windowsHide: true })
    maker.once('error', () => done(undefined))
    maker.once('exit', (code) => done(code ?? undefined))
  })
}

/**
 * Takes a FIFO in a folder of its own in `parent`, which is removed with that; else in one for temporary files, which is removed with its last FIFO.
 * Throws if none can be made.
 */
export function takeFifo(parent: string | undefined): Fifo {
  const folder = folderIn(parent)
  try {
    if (folder.free.length === 0) makeNow(folder)
  } catch (error) {
    if (folder.used.size === 0) folder.remove()
    throw error
  }
  const path = folder.free.shift() ?? ''
  folder.used.add(path)
  const remove = (): void => {
    if (!folder.used.delete(path)) return
    rmSync(path, { force: true })
    if (folder.used.size === 0) folder.remove()
  }
  return { path, remove }
}

function folderIn(parent: string | undefined): Folder {
  const { folders } = globalState('fifo-folders', () => ({ folders: new Map<string, Folder>() }))
  const key = parent ?? ''
  const known = folders.get(key)
  if (known && existsSync(known.path)) return known
  const folder = parent === undefined ? makeTemporary(() => folders.delete(key)) : makeIn(parent)
  folders.set(key, folder)
  return folder
}

function makeIn(parent: string): Folder {
  const path = join(resolve(parent), 'fifos')
  mkdirSync(path, { mode: 0o700, recursive: true })
  return newFolder(path, () => undefined)
}

/** Guards the folder before making it, so that there is no moment at which it could be left behind. */
function makeTemporary(forget: () => void): Folder {
  const path = join(resolve(tmpdir()), `portside-output-${randomUUID()}`)
  const unguard = guardDirectory(path)
  const remove = (): void => {
    forget()
    rmSync(path, { recursive: true, force: true })
    unguard()
  }
  try {
    mkdirSync(path, { mode: 0o700 })
    return newFolder(path, remove)
  } catch (error) {
    unguard()
    throw error
  }
}

function newFolder(path: string, remove: () => void): Folder {
  return { path, remove, free: [], used: new Set(), pending: undefined }
}

/** Blocks this process for some milliseconds: a socket that is handed over leaves no time for anything else. */
function makeNow(folder: Folder): void {
  const paths = nextPaths(folder)
  const { status, error, stderr } = spawnSync('mkfifo', mkfifoArguments(paths), { stdio: ['ignore', 'ignore', 'pipe'] })
  if (error) throw error
  if (status !== 0) throw new Error(stderr.toString().trim())
  folder.free.push(...paths)
}

/** Several builds of this package, and several runners, may share the folder of a run. */
function nextPaths(folder: Folder): readonly string[] {
  const name = randomUUID().slice(0, 8)
  return Array.from({ length: batchSize }, (_, index) => join(folder.path, `${name}-${index}`))
}

function mkfifoArguments(paths: readonly string[]): string[] {
  return ['-m', '600', ...paths]
}
