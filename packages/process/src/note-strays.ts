import type { ProcessEntry } from './process-entry'
import { readProcessTable } from './process-table'
import { findTree } from './process-tree'
import { withoutSpares } from './spares'
import type { StopTarget } from './started-child'

/** Notes what descends from a child now and is not in its process group, here and by the warden; gives that and the live members of the group. */
export async function noteStrays({ leader, watch, options }: StopTarget): Promise<readonly ProcessEntry[]> {
  const table = await readProcessTable()
  const tree = withoutSpares(findTree(table, leader, watch.known()), table, options.spares ?? [])
  const strays = tree.filter(({ pgid }) => pgid !== leader.pid)
  if (strays.length > 0) watch.note(strays)
  return tree
}
