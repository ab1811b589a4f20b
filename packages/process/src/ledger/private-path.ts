import { lstatSync, readFileSync, realpathSync, type Stats } from 'node:fs'
import { dirname } from 'node:path'

type Owned = Pick<Stats, 'uid' | 'gid' | 'mode'>

const writableByGroup = 0o020
const writableByAll = 0o002
const sticky = 0o1000
/** Stands for every user that a user namespace does not map (user_namespaces(7)). */
const overflowUid = 65_534

/** Returns whether a file or folder belongs to another user. Windows names none. */
export function isOthers({ uid }: Pick<Stats, 'uid'>): boolean {
  return process.getuid !== undefined && uid !== process.getuid()
}

/** Returns why other users may change a file or folder; `undefined` if only this user may. */
export function privacyFault(stats: Owned): string | undefined {
  if (isOthers(stats)) return `belongs to the user ${stats.uid}`
  return isOpen(stats) ? `can be written by other users (mode ${shown(stats)})` : undefined
}

/**
 * Returns why another user could replace a file that this user makes in `folder`: the folder, or one that it is in, can be written by others and has
 * no sticky bit (`chmod +t`), or belongs to a user who is neither this one nor root. `undefined` for a safe folder. Throws a system error when there
 * is none.
 */
export function placeFault(folder: string): string | undefined {
  if (process.getuid === undefined) return undefined
  for (let path = realpathSync(folder); ; path = dirname(path)) {
    const stats = lstatSync(path)
    if (isOthers(stats) && !isRoots(stats)) return `${path} belongs to the user ${stats.uid}`
    if (isOpen(stats) && (stats.mode & sticky) === 0)
      return `${path} can be written by other users (mode ${shown(stats)})`
    if (dirname(path) === path) return undefined
  }
}

/** A group with the number of its user belongs to that user alone, as on most Linux systems. */
function isOpen({ uid, gid, mode }: Owned): boolean {
  const others = uid === gid ? writableByAll : writableByAll | writableByGroup
  return process.platform !== 'win32' && (mode & others) !== 0
}

/** In a sandbox, the files of root outside may belong to nobody. */
function isRoots({ uid }: Owned): boolean {
  return uid === 0 || (uid === overflowUid && !mapsEveryUser())
}

/** Outside of user namespaces, `/proc/self/uid_map` (user_namespaces(7)) has one line with the whole range. */
function mapsEveryUser(): boolean {
  try {
    return /^\s*0\s+0\s+4294967295\s*$/.test(readFileSync('/proc/self/uid_map', 'utf8'))
  } catch {
    return true
  }
}

function shown({ mode }: Owned): string {
  return (mode & 0o7777).toString(8)
}
