import { resolve } from 'node:path'
import { invalidArgument } from '@portside/errors'
import type { Probe } from '../probe'

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
      const { fileRhythm, lookAtFile, poll } = await import('../waiting')
      await poll(description, fileRhythm, run, lookAtFile(resolve(target.cwd, path), settledMs))
    },
  }
}
