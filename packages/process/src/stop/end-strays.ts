import { nowMs } from '@portside/internal'
import type { ChildOutput } from '../output/child-output'
import type { StopTarget } from '../members/started-child'
import { killPatienceMs } from './end-group'
import { pollUntil } from './poll-until'
import type { ProcessEntry } from '../table/process-entry'
import { commandOf, isAlive, type ProcessIdentity } from '../table/process-identity'
import { signalProcess } from './send-signal'
import { stopDefaults } from '../child/spawn-options'
import type { ProcessDescription } from '../child/child-handle'
import { survivorsError } from './survivors-error'

/** The processes found outside of the group, and those of them that had to be killed. */
export interface EndedStrays {
  readonly found: readonly ProcessDescription[]
  readonly killed: readonly ProcessDescription[]
}

/**
 * Ends the processes of a child that are not, or no longer, in its process group, until two searches (`look`) find nothing: a process that forks
 * while the table is read may escape one.
 *
 * @throws PortsideError `E_STOP_TIMEOUT` when something survived SIGKILL.
 */
export async function endStrays(
  target: Pick<StopTarget, 'options'>,
  look: () => Promise<readonly ProcessEntry[]>,
  output: ChildOutput,
): Promise<EndedStrays> {
  const { stopSignal, stopTimeoutMs } = stopDefaults(target.options)
  const { force, isInBackground } = target.options
  let deadlineMs = nowMs() + stopTimeoutMs
  const found = new Map<number, ProcessDescription>()
  const killed = new Map<number, ProcessDescription>()
  for (let emptyLooks = 0; emptyLooks < 2;) {
    const strays = await look()
    emptyLooks = strays.length === 0 ? emptyLooks + 1 : 0
    if (force?.aborted) deadlineMs = Math.min(deadlineMs, nowMs())
    const isLate = nowMs() >= deadlineMs
    if (strays.length > 0 && nowMs() >= deadlineMs + killPatienceMs) throw survivorsError(target, strays, output)
    for (const stray of strays) {
      const described = { pid: stray.pid, command: commandOf(stray) }
      if (!found.has(stray.pid)) askToEnd(stray, stopSignal)
      if (isLate && signalProcess(stray, 'SIGKILL')) killed.set(stray.pid, described)
      found.set(stray.pid, described)
    }
    const waitMs = isLate ? killPatienceMs : Math.max(deadlineMs - nowMs(), 0)
    await pollUntil(() => !strays.some(isAlive), nowMs() + waitMs, isLate ? undefined : force, isInBackground)
  }
  return { found: [...found.values()], killed: [...killed.values()] }
}

function askToEnd(stray: ProcessIdentity, signal: NodeJS.Signals): void {
  signalProcess(stray, signal)
  signalProcess(stray, 'SIGCONT')
}
