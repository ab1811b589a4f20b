import type { ChildOutput } from './child-output'
import { endGroup } from './end-group'
import { endStrays } from './end-strays'
import { noteStrays } from './note-strays'
import { runStopCommand } from './run-stop-command'
import { stopDefaults } from './spawn-options'
import type { StartedChild } from './started-child'
import type { StopReport } from './stop-report'
import { stopWindowsTree } from './stop-windows-tree'

/**
 * Ends a tree: the stop command if there is one, signal to the group, wait, SIGKILL; then what had left the group.
 * That is noted before the first signal, since descendants lose their parents when those end.
 *
 * @throws PortsideError `E_STOP_TIMEOUT` when something survived SIGKILL.
 */
export async function stopTree(child: StartedChild, output: ChildOutput): Promise<StopReport> {
  if (process.platform === 'win32') return stopWindowsTree(child)
  const startMs = performance.now()
  const noted = await noteStrays(child)
  await runStopCommand(child)
  const killed = await endGroup(child)
  const strays = await endStrays(child, noted, output)
  return {
    service: child.options.service,
    signal: stopDefaults(child.options).stopSignal,
    isForced: killed.length + strays.killed.length > 0,
    elapsedMs: performance.now() - startMs,
    killed: [...killed, ...strays.killed],
    strays: strays.found,
  }
}
