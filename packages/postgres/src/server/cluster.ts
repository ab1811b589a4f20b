import { createHash, randomBytes } from 'node:crypto'
import { chownSync, mkdirSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { arch, platform } from 'node:os'
import { join } from 'node:path'
import { runTool, type StartContext } from '@portside/core/kit'
import { type FolderCache, openFolderCache, programPath } from '@portside/service-kit'
import { postgresVersion } from './find-postgres'
import type { ServerFolder } from './server-folder'

/** The user that owns the databases of a server. */
export const superuser = 'postgres'

/** Changed whenever clusters are made in another way. */
const layout = 1

/** The data folder of a server, not yet started. */
export interface Cluster {
  readonly data: string
  /** The password that its superuser has until the server has started. */
  readonly secret: string
  /** The label in the cache. */
  readonly label: string
  /** The key of an initialised cluster without anything else. */
  readonly baseKey: string
  /** Whether the cluster has what `key` names, and not only what every cluster has. */
  readonly isComplete: boolean
  /** The key under which the data was cached; `undefined` if it was made now. */
  readonly cachedAs: string | undefined
}

/** Opens the cache of clusters. */
export function clusterCache(): FolderCache {
  return openFolderCache('postgres')
}

/**
 * Makes the data folder of a server: a copy of the cached one that has all that `contents` names, else of one that was only initialised, else by initdb.
 *
 * @param contents A hash of what the databases of the cluster have; `undefined` for nothing.
 */
export async function makeCluster(
  folder: ServerFolder,
  contents: string | undefined,
  context: StartContext,
): Promise<Cluster> {
  const cache = clusterCache()
  const data = join(folder.path, 'data')
  const baseKey = keyOf(folder)
  const wholeKey = contents === undefined ? baseKey : clusterKey(baseKey, contents)
  for (const key of new Set([wholeKey, baseKey])) {
    const facts = await cache.take(key, data)
    if (facts !== undefined)
      return {
        data,
        baseKey,
        secret: String(facts['secret']),
        label: String(facts['product']),
        isComplete: key === wholeKey,
        cachedAs: key,
      }
  }
  const made = await initialise(folder, data, context)
  await cache.add(baseKey, data, { label: `${made.label}, initialised`, product: made.label, secret: made.secret })
  return { data, baseKey, ...made, isComplete: contents === undefined, cachedAs: undefined }
}

/** Returns the key of a cluster with more than every cluster has. */
export function clusterKey(baseKey: string, contents: string): string {
  return `${baseKey}-${contents.slice(0, 24)}`
}

/** The key of an initialised cluster: the program, its size and age stand for its version. */
function keyOf({ binaries, user }: ServerFolder): string {
  const program = realpathSync(programPath(binaries, 'postgres'))
  const { size, mtimeMs } = statSync(program)
  const uid = user?.uid ?? process.getuid?.() ?? 0
  const facts = [layout, platform(), arch(), size, Math.trunc(mtimeMs), uid]
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 24)
}

async function initialise(
  folder: ServerFolder,
  data: string,
  context: StartContext,
): Promise<{ readonly secret: string; readonly label: string }> {
  const { path, user, binaries, env, libraries } = folder
  const secret = newPassword()
  const passwordFile = join(path, 'password')
  writeFileSync(passwordFile, secret, { mode: 0o600 })
  mkdirSync(data, { mode: 0o700 })
  if (user !== undefined) for (const made of [passwordFile, data]) chownSync(made, user.uid, user.gid)
  const { major, text } = await postgresVersion(binaries, libraries)
  const command = [
    programPath(binaries, 'initdb'),
    `--pgdata=${data}`,
    `--username=${superuser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    ...localeArguments(major),
    // A sixteenth of the usual size: the copy of an unused cluster is smaller by a third.
    '--wal-segsize=1',
    '--no-sync',
  ]
  // Killed, it would leave a segment of shared memory; it takes about a second.
  await runTool(command, { cwd: path, env, user, stopSignal: 'SIGCONT' }, context)
  rmSync(passwordFile, { force: true })
  return { secret, label: text }
}

/** Text is compared by code points on every system; letters of all languages have their upper and lower case where that is known. */
function localeArguments(major: number): readonly string[] {
  if (major >= 17) return ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  return [process.platform === 'linux' ? '--locale=C.UTF-8' : '--locale=C']
}

/** Returns a new password, which nobody can guess. */
export function newPassword(): string {
  return randomBytes(18).toString('base64url')
}
