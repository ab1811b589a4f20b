import { resolve } from 'node:path'
import { checkOptions, optionRules, invalidArgument, type OptionRules } from '@portside/errors'
import type { Probe } from '../probe'

/** Options of {@link file}. */
export interface FileOptions {
  /** How long its size and its time of change must have stayed the same, in milliseconds: for a file that is being written. @default 0 */
  readonly settledMs?: number
}

const rules: OptionRules<FileOptions> = { settledMs: optionRules.durationOrZeroMs }

/**
 * Ready when `path` exists; a relative path begins at the target's `cwd`.
 * @throws TypeError when `path` is empty or no string, or `settledMs` no number of milliseconds.
 */
export function file(path: string, options: FileOptions = {}): Probe {
  if (!optionRules.text.isAccepted(path)) throw invalidArgument('path', 'the path of a file', path)
  checkOptions('probe.file()', options, rules)
  const { settledMs = 0 } = options
  const description = settledMs === 0 ? `${path} exists` : `${path} exists and has not changed for ${settledMs} ms`
  return {
    description,
    wait: async (target, run) => {
      const { fileRhythm, lookAtFile, poll } = await import('../waiting')
      await poll(description, fileRhythm, run, lookAtFile(resolve(target.cwd, path), settledMs))
    },
  }
}
