import { nowMs } from './clock'
import type { StopTarget } from './started-child'
import { pollUntil } from './poll-until'
import type { ProcessEntry } from './process-entry'
import { commandOf, isAlive, type ProcessIdentity } from './process-identity'
import { readProcessTable } from './process-table'
import { findGroup } from './process-tree'
import { signalGroup } from './send-signal'
import { stopDefaults } from './spawn-options'
import type { ProcessDescription } from './stop-report'

/** How long a process has to be gone after SIGKILL: it ends as soon as it leaves the kernel. */
export const killPatienceMs = 2000

/** Asks the process group of a child to end, and kills what is left of it at the time-out; gives what was killed. */
export async function endGroup({ leader, options }: StopTarget): Promise<readonly ProcessDescription[]> {
  const { stopSignal, stopTimeoutMs } = stopDefaults(options)
  const isGone = groupWatch(leader)
  signalGroup(leader, stopSignal)
  // A stopped process takes no signal but SIGKILL until it goes on.
  signalGroup(leader, 'SIGCONT')
  if (await pollUntil(isGone, nowMs() + stopTimeoutMs, options.haste)) return []

  const left = findGroup(await readProcessTable(), leader)
  const killed = left.map((entry) => ({ pid: entry.pid, command: commandOf(entry) }))
  signalGroup(leader, 'SIGKILL')
  await pollUntil(isGone, nowMs() + killPatienceMs)
  return killed
}

/** A zombie keeps its group in being, so the members are looked at; the whole table only when the known ones have ended. */
function groupWatch(leader: ProcessIdentity): () => Promise<boolean> {
  let members: readonly ProcessEntry[] = []
  return async () => {
    if (!signalGroup(leader, 0)) return true
    if (members.some(isAlive)) return false
    members = findGroup(await readProcessTable(), leader)
    return members.length === 0
  }
}
