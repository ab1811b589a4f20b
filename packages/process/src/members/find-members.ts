import { findCarriers } from './find-carriers'
import type { ProcessEntry } from '../table/process-entry'
import type { ProcessIdentity } from '../table/process-identity'
import { readProcessTable } from '../table/process-table'
import { findTree } from '../table/process-tree'
import { withoutSpares } from './leave-running'
import type { StopTarget } from './started-child'

/**
 * Every live process of a child: its group, what carries its cookie, what was noted before or is in `noted`, and what
 * descends from these; without the daemons that are to stay.
 */
export async function findMembers(
  { leader, watch, options }: StopTarget,
  noted: readonly ProcessIdentity[] = [],
): Promise<readonly ProcessEntry[]> {
  const table = await readProcessTable()
  const carriers = findCarriers(table, watch, leader.startTime)
  const tree = findTree(table, leader, [...noted, ...watch.known(), ...carriers])
  return withoutSpares(tree, table, options.spares ?? [])
}
