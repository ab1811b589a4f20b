import { nowMs } from '../clock'
import type { ChildOutput } from '../output/child-output'
import { endGroup } from './end-group'
import { endStrays } from './end-strays'
import { findMembers } from '../members/find-members'
import { noteStrays } from '../note-strays'
import { stopDefaults } from '../child/spawn-options'
import type { StopTarget } from '../members/started-child'
import type { StopReport } from '../stop-report'

/**
 * Ends a tree: signal to the group, wait, SIGKILL; then what had left the group. That is noted before the first
 * signal (and before `prepare`, the stop command), since descendants lose their parents when those end.
 *
 * @throws PortsideError `E_STOP_TIMEOUT` when something survived SIGKILL.
 */
export async function endTree(
  target: StopTarget,
  output: ChildOutput,
  prepare: () => Promise<void> = () => Promise.resolve(),
): Promise<StopReport> {
  const startMs = nowMs()
  const tree = await noteStrays(target)
  await prepare()
  const killed = await endGroup(target, tree)
  const strays = await endStrays(target, () => findMembers(target, tree), output)
  return {
    service: target.options.service,
    signal: stopDefaults(target.options).stopSignal,
    isForced: killed.length + strays.killed.length > 0,
    elapsedMs: nowMs() - startMs,
    killed: [...killed, ...strays.killed],
    strays: strays.found,
  }
}
