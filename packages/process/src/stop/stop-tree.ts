import { nowMs } from '@portside/internal'
import type { ChildOutput } from '../output/child-output'
import { endGroup } from './end-group'
import { endStrays } from './end-strays'
import { findMembers, trackStrays } from '../members/find-members'
import { stopDefaults } from '../child/spawn-options'
import type { StopTarget, StartedChild } from '../members/started-child'
import type { StopReport } from '../child/child-handle'
import { runStopCommand } from './run-stop-command'
import { stopWindowsTree } from './stop-windows-tree'

/**
 * Ends a tree: sends the signal to the group, waits, sends SIGKILL; then ends the processes that had left the group. Those are found before the first
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
  const tree = await trackStrays(target)
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

/**
 * Stops a child by its stop command, if it has one, and its signal, with all of its tree.
 *
 * @throws PortsideError `E_STOP_TIMEOUT` when something survived SIGKILL.
 */
export function stopTree(child: StartedChild, output: ChildOutput): Promise<StopReport> {
  return process.platform === 'win32' ? stopWindowsTree(child) : endTree(child, output, () => runStopCommand(child))
}
