import { createHash } from 'node:crypto'
import { chownSync, mkdirSync, realpathSync, statSync } from 'node:fs'
import { arch, platform } from 'node:os'
import { join } from 'node:path'
import { runTool, type StartContext } from '@portside/core/kit'
import { isPortsideError, withDetails } from '@portside/errors'
import { type FolderCache, openFolderCache, type UserFolder } from '@portside/service-kit'
import type { MysqlPrograms } from './find-mysql'
import { logFileSize } from './settings'

/** Changed whenever data folders are made in another way. */
const layout = 1

/** The data folder of a server, not yet started. */
export interface DataFolder {
  readonly path: string
  /** The key of an initialised folder without anything else. */
  readonly baseKey: string
  /** Whether the folder has what its contents name, and not only what every one has. */
  readonly isComplete: boolean
  /** The key under which it was cached; `undefined` if it was made now. */
  readonly cachedAs: string | undefined
}

/** The data that a server wants. */
export interface WantedData {
  /** The arguments for its initialisation. */
  readonly initial: readonly string[]
  /** The key of its contents; `undefined` for none. */
  readonly contents: string | undefined
}

/** Opens the cache of data folders. */
export function dataCache(): FolderCache {
  return openFolderCache('mysql')
}

/** Makes the data folder of a server: a copy of the cached one with these contents, else of one that was only initialised, else a new one. */
export async function makeDataFolder(
  programs: MysqlPrograms,
  folder: UserFolder,
  { initial, contents }: WantedData,
  context: StartContext,
): Promise<DataFolder> {
  const cache = dataCache()
  const path = join(folder.path, 'data')
  const baseKey = keyOf(programs, folder, initial)
  const wholeKey = contents === undefined ? baseKey : contentsKey(baseKey, contents)
  for (const key of new Set([wholeKey, baseKey]))
    if ((await cache.take(key, path)) !== undefined)
      return { path, baseKey, isComplete: key === wholeKey, cachedAs: key }
  await initialise(programs, { ...folder, data: path, initial }, context)
  await cache.add(baseKey, path, { label: `${programs.label}, initialised` })
  return { path, baseKey, isComplete: contents === undefined, cachedAs: undefined }
}

/** Returns the key of a folder with more than every one has. */
export function contentsKey(baseKey: string, contents: string): string {
  return `${baseKey}-${contents}`
}

/** The key of an initialised folder: the program, its size and age stand for its version. */
function keyOf({ server }: MysqlPrograms, { user }: UserFolder, initial: readonly string[]): string {
  const { size, mtimeMs } = statSync(realpathSync(server))
  const uid = user?.uid ?? process.getuid?.() ?? 0
  const facts = [layout, platform(), arch(), size, Math.trunc(mtimeMs), uid, initial]
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 24)
}

async function initialise(
  { server, installer, base }: MysqlPrograms,
  { path, user, data, initial }: UserFolder & { readonly data: string; readonly initial: readonly string[] },
  context: StartContext,
): Promise<void> {
  // The temporary folder of this process may be closed to the user of the server.
  const temporary = join(path, 'initialise')
  for (const own of [data, temporary]) {
    mkdirSync(own, { mode: 0o700 })
    if (user !== undefined) chownSync(own, user.uid, user.gid)
  }
  const basedir = base === undefined ? [] : [`--basedir=${base}`]
  const common = ['--no-defaults', `--datadir=${data}`, ...basedir, ...initial]
  const ofMariadb = [
    `--innodb-log-file-size=${logFileSize}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    '--skip-name-resolve',
  ]
  const command =
    installer === undefined
      ? [server, ...common, '--initialize-insecure', '--secure-file-priv=']
      : [installer, ...common, ...ofMariadb]
  await runTool(command, { cwd: path, user, env: { TMPDIR: temporary } }, context).catch((error: unknown) => {
    throw withoutAdvice(error)
  })
}

/** Removes what mariadb-install-db advises after the lines of the server that say why it failed. */
function withoutAdvice(error: unknown): unknown {
  if (!isPortsideError(error)) return error
  const [lines = ''] = error.output.split(/\n.*Installation of system tables failed!/)
  return withDetails(error, { output: lines.trimEnd() })
}
