import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { invalidArgument } from '@portside/errors'
import type { Rhythm } from '../pace'
import { poll } from '../poll'
import type { Probe } from '../probe'
import type { ProbeAttempt } from '../probe-attempt'

/** `stat`, not a watch: a machine has a few hundred watches for each user. */
const rhythm: Rhythm = { minMs: 5, maxMs: 25, eagerMs: 300, share: 0.02 }

/**
 * Ready when `path` exists; a relative one begins at the target's `cwd`.
 * @throws TypeError when `path` is empty or no string.
 */
export function file(path: string): Probe {
  if (typeof path !== 'string' || path === '') throw invalidArgument('path', 'the path of a file', path)
  const description = `${path} exists`
  return {
    description,
    wait: (target, run) => poll(description, rhythm, run, () => look(resolve(target.cwd, path))),
  }
}

async function look(path: string): Promise<Omit<ProbeAttempt, 'probe'> | undefined> {
  try {
    await stat(path)
    return undefined
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const isAbsent = code === 'ENOENT' || code === 'ENOTDIR'
    return isAbsent
      ? { outcome: 'pending', detail: `${path} does not exist`, cause: error }
      : { outcome: 'failed', detail: `${path}: ${code ?? String(error)}`, cause: error }
  }
}
