import type { Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'
import type { Rhythm } from '../wait/pace'
import type { Look } from '../wait/poll'
import type { ProbeAttempt } from '../probe'

/** `stat`, not a watch: a machine has a few hundred watches for each user. */
export const fileRhythm: Rhythm = { minMs: 5, maxMs: 25, eagerMs: 300, share: 0.02 }

/** Checks whether `path` exists and has settled. */
export function lookAtFile(path: string, settledMs: number): Look {
  const hasSettled = watchChanges(settledMs)
  return () => look(path, hasSettled)
}

async function look(
  path: string,
  hasSettled: (stats: Stats) => boolean,
): Promise<Omit<ProbeAttempt, 'probe'> | undefined> {
  try {
    const stats = await stat(path)
    return hasSettled(stats) ? undefined : { outcome: 'pending', detail: `${path} still changes: ${stats.size} bytes` }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const isAbsent = code === 'ENOENT' || code === 'ENOTDIR'
    return isAbsent
      ? { outcome: 'pending', detail: `${path} does not exist`, cause: error }
      : { outcome: 'failed', detail: `${path}: ${code ?? String(error)}`, cause: error }
  }
}

/** Measured by this process's clock: a file system may have another one. */
function watchChanges(settledMs: number): (stats: Stats) => boolean {
  let last: string | undefined
  let sinceMs = 0
  return ({ size, mtimeMs, ino }) => {
    const state = `${ino} ${size} ${mtimeMs}`
    if (state !== last) sinceMs = performance.now()
    last = state
    return performance.now() - sinceMs >= settledMs
  }
}
