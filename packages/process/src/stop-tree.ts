import type { ChildOutput } from './child-output'
import type { StartedChild } from './started-child'
import { endGroup } from './end-group'
import { endStrays } from './end-strays'
import { readProcessTable } from './process-table'
import { findTree } from './process-tree'
import { stopDefaults } from './spawn-options'
import type { StopReport } from './stop-report'

/**
 * Ends a tree: signal to the group, wait, SIGKILL; then what had left the group, found by descent and by cookie.
 * The tree is noted before the first signal, since descendants lose their parents when those end.
 *
 * @throws PortsideError `E_STOP_TIMEOUT` when something survived SIGKILL.
 */
export async function stopTree(child: StartedChild, output: ChildOutput): Promise<StopReport> {
  const startMs = performance.now()
  const { leader, watch, options } = child
  const tree = findTree(await readProcessTable(), leader, watch.known())
  watch.note(tree.filter(({ pgid }) => pgid !== leader.pid))
  const killed = await endGroup(child)
  const strays = await endStrays(child, tree, output)
  return {
    service: options.service,
    signal: stopDefaults(options).stopSignal,
    isForced: killed.length + strays.killed.length > 0,
    elapsedMs: performance.now() - startMs,
    killed: [...killed, ...strays.killed],
    strays: strays.found,
  }
}
