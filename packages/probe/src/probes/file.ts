import type { Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { invalidArgument } from '@portside/errors'
import type { Rhythm } from '../pace'
import { poll } from '../poll'
import type { Probe } from '../probe'
import type { ProbeAttempt } from '../probe-attempt'

/** `stat`, not a watch: a machine has a few hundred watches for each user. */
const rhythm: Rhythm = { minMs: 5, maxMs: 25, eagerMs: 300, share: 0.02 }

/** Options of {@link file}. */
export interface FileOptions {
  /** For how long its size and its time of change must have stayed the same, in milliseconds: for one that is being written. @default 0 */
  readonly settledMs?: number
}

/**
 * Ready when `path` exists; a relative one begins at the target's `cwd`.
 * @throws TypeError when `path` is empty or no string, or `settledMs` no number of milliseconds.
 */
export function file(path: string, { settledMs = 0 }: FileOptions = {}): Probe {
  if (typeof path !== 'string' || path === '') throw invalidArgument('path', 'the path of a file', path)
  if (!Number.isFinite(settledMs) || settledMs < 0)
    throw invalidArgument('settledMs', 'a number of milliseconds', settledMs)
  const description = settledMs === 0 ? `${path} exists` : `${path} exists and has not changed for ${settledMs} ms`
  return {
    description,
    wait: async (target, run) => {
      const full = resolve(target.cwd, path)
      const hasSettled = watchChanges(settledMs)
      await poll(description, rhythm, run, () => look(full, hasSettled))
    },
  }
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

/** By this process's clock: that of a file system may be another one. */
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
