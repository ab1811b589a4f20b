import type { ChildOutput } from './output/child-output'
import { endTree } from './stop/stop-tree'
import { runStopCommand } from './stop/run-stop-command'
import type { StartedChild } from './members/started-child'
import type { StopReport } from './stop-report'
import { stopWindowsTree } from './stop/stop-windows-tree'

/**
 * Stops a child by its stop command, if it has one, and its signal, with all of its tree.
 *
 * @throws PortsideError `E_STOP_TIMEOUT` when something survived SIGKILL.
 */
export function stopTree(child: StartedChild, output: ChildOutput): Promise<StopReport> {
  return process.platform === 'win32' ? stopWindowsTree(child) : endTree(child, output, () => runStopCommand(child))
}
