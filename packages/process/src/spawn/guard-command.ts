import { createOutput } from '../output/child-output'
import { nowMs } from '@portside/internal'
import { childCookie } from '../members/find-carriers'
import { endTree } from '../stop/stop-tree'
import { trackStrays } from '../members/find-members'
import { pollUntil } from '../stop/poll-until'
import { identify, isAlive, type ProcessIdentity } from '../table/process-identity'
import { stopDefaults, type StopOptions } from '../child/spawn-options'
import type { StopTarget } from '../members/started-child'
import type { StopReport } from '../child/child-handle'
import { announceTree } from '../members/announce-tree'

/** The warden's guard of a command that the caller spawns. */
export interface CommandGuard {
  /** The variables with which the caller must start the command; they find it wherever it goes. */
  readonly environment: Readonly<Record<string, string>>
  /** Records the process of the command, once it has been spawned. */
  readonly started: (pid: number) => void
  /**
   * Ends all that the command has started; the caller has already asked the command to end. Once it has ended, the rest is asked to end too; after
   * the stop time-out it is killed. Runs once.
   * @throws PortsideError `E_STOP_TIMEOUT` when something survived SIGKILL.
   */
  readonly end: () => Promise<StopReport>
  /** Forgets the command, which has ended. */
  readonly release: () => void
}

/** The name of a guarded command, and its stop options. */
export type GuardOptions = Pick<StopOptions, 'stopTimeoutMs' | 'force'> & Pick<StopTarget['options'], 'service'>

/**
 * Makes sure that a command, and all that it starts, ends when this process has ended, however it ends. For a command that shares this process's
 * group and terminal, which `spawnChild` does not start.
 */
export function guardCommand(options: GuardOptions): CommandGuard {
  const watch = announceTree(options)
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

/** Its descendants are tracked first, since they lose their parents when those end. */
async function endCommand(target: StopTarget): Promise<StopReport> {
  const { leader, options } = target
  await trackStrays(target)
  const hasEnded = () => leader.pid === 0 || !isAlive(leader)
  const isGone = await pollUntil(hasEnded, nowMs() + stopDefaults(options).stopTimeoutMs, options.force)
  return endTree(isGone ? target : { ...target, options: { ...options, stopTimeoutMs: 0 } }, createOutput())
}
