import { existsSync } from 'node:fs'
import { invalidArgument } from '@portside/errors'
import { describeProcess } from './linux/describe-process'
import type { ProcessFacts } from './port-owner'

/**
 * Finds a process; `undefined` if there is none. Its facts are those that this user may see; on systems other than Linux only its id.
 *
 * @throws TypeError when `pid` is no process id.
 */
export function findProcess(pid: number): ProcessFacts | undefined {
  if (!Number.isInteger(pid) || pid < 1) throw invalidArgument('pid', 'a process id', pid)
  if (process.platform === 'linux') return existsSync(`/proc/${pid}`) ? describeProcess(pid) : undefined
  return hasProcess(pid) ? { pid } : undefined
}

/** Sends no signal. A process of another user refuses it. */
function hasProcess(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
