import type { ChildOutput } from './child-output'
import type { StartedChild } from './started-child'
import { killPatienceMs } from './end-group'
import { findCarriers } from './find-carriers'
import { pollUntil } from './poll-until'
import type { ProcessEntry } from './process-entry'
import { commandOf, isAlive, type ProcessIdentity } from './process-identity'
import { readProcessTable } from './process-table'
import { findTree } from './process-tree'
import { signalProcess } from './send-signal'
import { stopDefaults } from './spawn-options'
import type { KilledProcess } from './stop-report'
import { stopTimeout } from './stop-timeout'

/** What was found outside of the group, and what of it had to be killed. */
export interface EndedStrays {
  readonly found: readonly KilledProcess[]
  readonly killed: readonly KilledProcess[]
}

/**
 * Ends what a child has started and what is not, or no longer, in its process group, until two looks find nothing:
 * a process that forks while the table is read may slip through one.
 *
 * @throws PortsideError `E_STOP_TIMEOUT` when something survived SIGKILL.
 */
export async function endStrays(
  child: StartedChild,
  tree: readonly ProcessIdentity[],
  output: ChildOutput,
): Promise<EndedStrays> {
  const { stopSignal, stopTimeoutMs } = stopDefaults(child.options)
  const deadlineMs = performance.now() + stopTimeoutMs
  const found = new Map<number, KilledProcess>()
  const killed = new Map<number, KilledProcess>()
  for (let emptyLooks = 0; emptyLooks < 2;) {
    const strays = await findStrays(child, tree)
    emptyLooks = strays.length === 0 ? emptyLooks + 1 : 0
    const isLate = performance.now() >= deadlineMs
    if (strays.length > 0 && performance.now() >= deadlineMs + killPatienceMs) throw stopTimeout(child, strays, output)
    for (const stray of strays) {
      const described = { pid: stray.pid, command: commandOf(stray) }
      if (!found.has(stray.pid)) askToEnd(stray, stopSignal)
      if (isLate && signalProcess(stray, 'SIGKILL')) killed.set(stray.pid, described)
      found.set(stray.pid, described)
    }
    const waitMs = isLate ? killPatienceMs : Math.max(deadlineMs - performance.now(), 0)
    await pollUntil(() => !strays.some(isAlive), performance.now() + waitMs)
  }
  return { found: [...found.values()], killed: [...killed.values()] }
}

async function findStrays(
  { leader, watch }: StartedChild,
  tree: readonly ProcessIdentity[],
): Promise<readonly ProcessEntry[]> {
  const [table, carriers] = await Promise.all([readProcessTable(), findCarriers(watch.cookie)])
  const carrying = table.filter(({ pid }) => carriers.includes(pid))
  return findTree(table, leader, [...tree, ...watch.known(), ...carrying])
}

function askToEnd(stray: ProcessIdentity, signal: NodeJS.Signals): void {
  signalProcess(stray, signal)
  signalProcess(stray, 'SIGCONT')
}
