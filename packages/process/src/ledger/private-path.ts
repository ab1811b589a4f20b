import { lstatSync, readFileSync, realpathSync, type Stats } from 'node:fs'
import { dirname } from 'node:path'

type Owned = Pick<Stats, 'uid' | 'gid' | 'mode'>

const writableByGroup = 0o020
const writableByAll = 0o002
const sticky = 0o1000
/** Stands for every user that a user namespace does not map (user_namespaces(7)). */
const overflowUid = 65_534

/** Whether a file or folder belongs to another user. Windows names none. */
export function isOthers({ uid }: Pick<Stats, 'uid'>): boolean {
  return process.getuid !== undefined && uid !== process.getuid()
}

/** Says why others than this user may change a file or folder; `undefined` where only this user may. */
export function privacyFault(stats: Owned): string | undefined {
  if (isOthers(stats)) return `belongs to the user ${stats.uid}`
  return isOpen(stats) ? `can be written by other users (mode ${shown(stats)})` : undefined
}

/**
 * Says why another user could put something else in the place of what this user makes in `folder`: it, or a folder that it is in, can be
 * written by others and has no sticky bit (`chmod +t`), or belongs to somebody who is neither this user nor root. `undefined` for a safe
 * one. Throws a system error when there is none.
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

/** A group of the number of its user is that user's own, as most Linux systems make them. */
function isOpen({ uid, gid, mode }: Owned): boolean {
  const others = uid === gid ? writableByAll : writableByAll | writableByGroup
  return process.platform !== 'win32' && (mode & others) !== 0
}

/** In a sandbox, what is root's outside may be nobody's. */
function isRoots({ uid }: Owned): boolean {
  return uid === 0 || (uid === overflowUid && !mapsEveryUser())
}

/** `/proc/self/uid_map` (user_namespaces(7)) has one line, with the whole range, outside of user namespaces. */
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
