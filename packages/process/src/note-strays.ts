import type { ProcessEntry } from './table/process-entry'
import { readProcessTable } from './table/process-table'
import { findTree } from './table/process-tree'
import { withoutSpares } from './members/leave-running'
import type { StopTarget } from './members/started-child'

/** Notes what descends from a child now and is not in its process group, here and by the warden; gives that and the live members of the group. */
export async function noteStrays({ leader, watch, options }: StopTarget): Promise<readonly ProcessEntry[]> {
  const table = await readProcessTable()
  const tree = withoutSpares(findTree(table, leader, watch.known()), table, options.spares ?? [])
  const strays = tree.filter(({ pgid }) => pgid !== leader.pid)
  if (strays.length > 0) watch.note(strays)
  return tree
}
