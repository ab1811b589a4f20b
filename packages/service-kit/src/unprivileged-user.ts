import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { UserIds } from '@portside/core/kit'

/** A user of the system. */
export interface SystemUser extends UserIds {
  readonly name: string
}

/**
 * Returns the user under which a server runs that refuses to run as root: the first of `names` that passwd(5) knows. `undefined` if this process is not root's: then the server runs as
 * its own user.
 */
export function unprivilegedUser(names: readonly string[]): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const users = readUsers()
  return names.map((name) => users.get(name)).find((user) => user !== undefined && user.uid !== 0)
}

function readUsers(): ReadonlyMap<string, SystemUser> {
  const users = new Map<string, SystemUser>()
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [name = '', , uid = '', gid = ''] = line.split(':')
    if (/^\d+$/.test(uid) && /^\d+$/.test(gid) && !users.has(name))
      users.set(name, { name, uid: Number(uid), gid: Number(gid) })
  }
  return users
}

const searchBits = { owner: 0o100, group: 0o010, others: 0o001 }

/** Returns the first folder on the way to `path` that a user may not pass, for want of the permission to search it; `undefined` if `path` can be reached. */
export function unreachableFolder(path: string, user: UserIds): string | undefined {
  const way: string[] = []
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    way.unshift(folder)
    if (dirname(folder) === folder) break
  }
  return way.find((folder) => !maySearch(folder, user))
}

function maySearch(folder: string, { uid, gid }: UserIds): boolean {
  const stats = statSync(folder, { throwIfNoEntry: false })
  if (stats === undefined) return true
  const who = stats.uid === uid ? 'owner' : stats.gid === gid ? 'group' : 'others'
  return (stats.mode & searchBits[who]) !== 0
}
