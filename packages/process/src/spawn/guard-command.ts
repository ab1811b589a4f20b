import { createOutput } from '../output/child-output'
import { nowMs } from '../clock'
import { childCookie } from '../members/find-carriers'
import { endTree } from '../stop/stop-tree'
import { trackStrays } from '../members/find-members'
import { pollUntil } from '../stop/poll-until'
import { identify, isAlive, type ProcessIdentity } from '../table/process-identity'
import { stopDefaults, type StopOptions } from '../child/spawn-options'
import type { StopTarget } from '../members/started-child'
import type { StopReport } from '../child/child-handle'
import { watchTree } from '../members/tree-watch'

/** A command that the caller spawns by itself, as seen by the warden. */
export interface CommandGuard {
  /** The variables that the command has to be started with: by these it is found wherever it goes. */
  readonly environment: Readonly<Record<string, string>>
  /** Notes the process of the command, once it has been spawned. */
  readonly started: (pid: number) => void
  /**
   * Ends the command, which the caller has asked to end, and all that it has started: once it has ended, what is left of it is asked
   * too; after the stop time-out it is killed. Does so once.
   * @throws PortsideError `E_STOP_TIMEOUT` when something survived SIGKILL.
   */
  readonly end: () => Promise<StopReport>
  /** Forgets the command: it has ended. */
  readonly release: () => void
}

/** How a guarded command is called, and how it is ended. */
export type GuardOptions = Pick<StopOptions, 'stopTimeoutMs' | 'force'> & Pick<StopTarget['options'], 'service'>

/**
 * Has a command, and all that it starts, ended when this process has ended, however it ends. For a command that shares this process's
 * group and terminal, which `spawnChild` does not start.
 */
export function guardCommand(options: GuardOptions): CommandGuard {
  const watch = watchTree(options)
  let leader: ProcessIdentity = { pid: 0, startTime: undefined }
  let ending: Promise<StopReport> | undefined
  return {
    environment: { [childCookie]: watch.cookie },
    started: (pid) => {
      leader = identify(pid) ?? leader
      if (leader.pid === pid) watch.track([leader])
    },
    end: () => (ending ??= endCommand({ leader, options, watch })),
    release: () => watch.release(),
  }
}

/** What it has started is noted first, since descendants lose their parents when those end. */
async function endCommand(target: StopTarget): Promise<StopReport> {
  const { leader, options } = target
  await trackStrays(target)
  const hasEnded = () => leader.pid === 0 || !isAlive(leader)
  const isGone = await pollUntil(hasEnded, nowMs() + stopDefaults(options).stopTimeoutMs, options.force)
  return endTree(isGone ? target : { ...target, options: { ...options, stopTimeoutMs: 0 } }, createOutput())
}
