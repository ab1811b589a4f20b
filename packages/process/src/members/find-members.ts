import { findCarriers } from './find-carriers'
import type { ProcessEntry } from '../table/process-entry'
import type { ProcessIdentity } from '../table/process-identity'
import { readProcessTable } from '../table/process-table'
import { findTree } from '../table/process-tree'
import { withoutLeftRunning } from './leave-running'
import type { StopTarget } from './started-child'

/**
 * Finds every live process of a child: its group, the processes that carry its cookie, those that were tracked before or are in `tracked`, and their
 * descendants; without the daemons that must be left running.
 */
export async function findMembers(
  { leader, watch, options }: StopTarget,
  tracked: readonly ProcessIdentity[] = [],
): Promise<readonly ProcessEntry[]> {
  const table = await readProcessTable()
  const carriers = findCarriers(table, watch, leader.startTime)
  const tree = findTree(table, leader, [...tracked, ...watch.tracked(), ...carriers])
  return withoutLeftRunning(tree, table, options.leaveRunning ?? [])
}

/** Finds the live processes of a child, and those that have ended and that their parents among these have not collected yet. */
export async function findTreeWithEnded(target: StopTarget): Promise<readonly ProcessEntry[]> {
  const [table, members] = await Promise.all([readProcessTable(), findMembers(target)])
  const parents = new Set(members.map(({ pid }) => pid))
  return [...members, ...table.filter(({ state, ppid }) => state === 'Z' && parents.has(ppid))]
}

/**
 * Tracks the descendants of a child that are not in its process group now, here and by the warden; returns these and the live members of the group.
 */
export async function trackStrays({ leader, watch, options }: StopTarget): Promise<readonly ProcessEntry[]> {
  const table = await readProcessTable()
  const tree = withoutLeftRunning(findTree(table, leader, watch.tracked()), table, options.leaveRunning ?? [])
  const strays = tree.filter(({ pgid }) => pgid !== leader.pid)
  if (strays.length > 0) watch.track(strays)
  return tree
}
