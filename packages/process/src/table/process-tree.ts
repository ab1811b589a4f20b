import { isSame, type ProcessIdentity } from './process-identity'
import { isLive, type ProcessEntry } from './process-entry'

/**
 * Finds the live processes of `table` that are in the group of `leader`, are among `known`, or descend from any of these. A process that left the
 * group by `setsid` is found as long as the parents between live.
 */
export function findTree(
  table: readonly ProcessEntry[],
  leader: ProcessIdentity,
  known: readonly ProcessIdentity[],
): readonly ProcessEntry[] {
  const roots = [
    ...findGroup(table, leader),
    ...table.filter((entry) => [leader, ...known].some((identity) => isSame(entry, identity))),
  ]
  return findDescendants(table, roots).filter(isLive)
}

/** Returns `roots` and all their descendants. */
export function findDescendants(
  table: readonly ProcessEntry[],
  roots: readonly ProcessEntry[],
): readonly ProcessEntry[] {
  const children = byParent(table)
  const found = new Map(roots.map((entry) => [entry.pid, entry]))
  // A loop over a map also visits the entries that are added on the way.
  for (const pid of found.keys()) for (const child of children.get(pid) ?? []) found.set(child.pid, child)
  return [...found.values()]
}

/** Finds the live members of the process group of `leader`; none when its number belongs to another process by now. */
export function findGroup(table: readonly ProcessEntry[], leader: ProcessIdentity): readonly ProcessEntry[] {
  const isReused = table.some((entry) => entry.pid === leader.pid && !isSame(entry, leader))
  return isReused ? [] : table.filter((entry) => entry.pgid === leader.pid && isLive(entry))
}

function byParent(table: readonly ProcessEntry[]): ReadonlyMap<number, readonly ProcessEntry[]> {
  const children = new Map<number, ProcessEntry[]>()
  for (const entry of table) {
    const siblings = children.get(entry.ppid)
    if (siblings) siblings.push(entry)
    else children.set(entry.ppid, [entry])
  }
  return children
}
