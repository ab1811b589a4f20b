import { invalidArgument } from '@portside/errors'
import { findProcessListeners } from './find-process-listeners'

/**
 * The TCP ports that a process listens on, in order; none for a process that is hidden from this user or not there.
 *
 * @throws TypeError when `pid` is no process id.
 */
export async function findProcessPorts(pid: number): Promise<number[]> {
  if (!Number.isInteger(pid) || pid < 1) throw invalidArgument('pid', 'a process id', pid)
  const listeners = await findProcessListeners([pid])
  return [...new Set(listeners.map(({ port }) => port))].sort((a, b) => a - b)
}
