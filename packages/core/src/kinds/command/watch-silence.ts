import type { PortsideError } from '@portside/errors'
import type { SpawnedCommand } from './spawned-command'
import { watchPlace } from './watch-place'
import { watchPrograms } from './watch-programs'
import { watchReloaders } from './watch-reloaders'
import { watchTree } from './watch-tree'

/** The reason why a command whose leader lives cannot become ready. */
export interface Trouble {
  /** The reason, in a sentence. */
  readonly text: string
  /** The error; absent if the diagnosis finds it. */
  readonly error?: PortsideError
}

/** Resolves as soon as the silence of a command's processes shows that it will not become ready. */
export function watchSilence(command: SpawnedCommand, signal: AbortSignal): Promise<Trouble> {
  const judgePrograms = watchPrograms(command)
  const judgeReloaders = watchReloaders(command)
  const judgePlace = watchPlace(command)
  return new Promise((resolve) => {
    const judge = async (look: Parameters<typeof judgePlace>[0]): Promise<void> => {
      const error = judgePrograms(look) ?? judgeReloaders(look)
      if (error !== undefined) return resolve({ text: error.summary, error })
      const text = await judgePlace(look)
      if (text !== undefined) resolve({ text })
    }
    // The wait is over, or a process could not be looked at: silence is no proof then.
    watchTree(command, signal, judge).catch(() => undefined)
  })
}
