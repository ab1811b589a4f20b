import { childCookie } from './cookies'
import { identify } from './process-identity'
import type { StopOptions } from './spawn-options'
import { watchTree } from './tree-watch'

/** A command that the caller spawns by itself, as seen by the warden. */
export interface CommandGuard {
  /** The variables that the command has to be started with: by these it is found wherever it goes. */
  readonly environment: Readonly<Record<string, string>>
  /** Notes the process of the command, once it has been spawned. */
  readonly started: (pid: number) => void
  /** Forgets the command: it has ended. */
  readonly release: () => void
}

/**
 * Has a command, and all that it starts, ended when this process has ended, however it ends. For a command that shares this process's
 * group and terminal, which `spawnChild` does not start.
 */
export function guardCommand(options: Pick<StopOptions, 'stopTimeoutMs'> = {}): CommandGuard {
  const watch = watchTree(options)
  return {
    environment: { [childCookie]: watch.cookie },
    started: (pid) => {
      const identity = identify(pid)
      if (identity !== undefined) watch.note([identity])
    },
    release: () => watch.release(),
  }
}
