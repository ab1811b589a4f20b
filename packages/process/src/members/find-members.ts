import { findCarriers } from './find-carriers'
import type { ProcessEntry } from '../table/process-entry'
import type { ProcessIdentity } from '../table/process-identity'
import { readProcessTable } from '../table/process-table'
import { findTree } from '../table/process-tree'
import { withoutLeftRunning } from './leave-running'
import type { StopTarget } from './started-child'

/**
 * Every live process of a child: its group, what carries its cookie, what was noted before or is in `noted`, and what
 * descends from these; without the daemons that are to stay.
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

/** Notes what descends from a child now and is not in its process group, here and by the warden; gives that and the live members of the group. */
export async function trackStrays({ leader, watch, options }: StopTarget): Promise<readonly ProcessEntry[]> {
  const table = await readProcessTable()
  const tree = withoutLeftRunning(findTree(table, leader, watch.tracked()), table, options.leaveRunning ?? [])
  const strays = tree.filter(({ pgid }) => pgid !== leader.pid)
  if (strays.length > 0) watch.track(strays)
  return tree
}
