import { nowMs } from '@portside/internal'
import { askLeader } from './ask-leader'
import type { StopTarget } from '../members/started-child'
import { pollUntil } from './poll-until'
import type { ProcessEntry } from '../table/process-entry'
import { commandOf, isAlive, type ProcessIdentity } from '../table/process-identity'
import { readProcessTable } from '../table/process-table'
import { findGroup } from '../table/process-tree'
import { signalGroup } from './send-signal'
import { stopDefaults } from '../child/spawn-options'
import type { ProcessDescription } from '../child/child-handle'

/** How long a process may take to be gone after SIGKILL: it ends as soon as it leaves the kernel. */
export const killPatienceMs = 2000

/**
 * Asks the process group of a child to end, its leader first, and kills the rest at the time-out; returns the killed processes. `tree` has the known processes of the
 * child.
 */
export async function endGroup(
  { leader, options }: StopTarget,
  tree: readonly ProcessEntry[],
): Promise<readonly ProcessDescription[]> {
  const { stopSignal, stopTimeoutMs } = stopDefaults(options)
  const members = tree.filter(({ pgid }) => pgid === leader.pid)
  const isGone = groupWatch(leader, members)
  const askRest = askLeader({ leader, members, signal: stopSignal, stopTimeoutMs })
  // A paused process receives no signal but SIGKILL until it is resumed.
  signalGroup(leader, 'SIGCONT')
  const askAndLook = async () => {
    await askRest()
    return isGone()
  }
  if (await pollUntil(askAndLook, nowMs() + stopTimeoutMs, options.force)) return []

  const left = findGroup(await readProcessTable(), leader)
  const killed = left.map((entry) => ({ pid: entry.pid, command: commandOf(entry) }))
  await options.onKill?.(killed)
  signalGroup(leader, 'SIGKILL')
  await pollUntil(isGone, nowMs() + killPatienceMs)
  return killed
}

/**
 * A zombie keeps its group alive, so the members are checked; the whole table is read only when the known ones have ended, and nobody has waited for
 * them a moment later.
 */
function groupWatch(leader: ProcessIdentity, tracked: readonly ProcessEntry[]): () => Promise<boolean> {
  let members = tracked
  let looks = 0
  return async () => {
    if (members.some(isAlive)) return false
    if (!signalGroup(leader, 0)) return true
    looks += 1
    if (looks === 1) return false
    const table = await readProcessTable()
    members = findGroup(table, leader)
    // A table without even this process shows nothing; then only the signal counts.
    return members.length === 0 && table.length > 0
  }
}
