import { identify, isAlive } from '../../src/process-identity'

/** Whether a process has this id and has not ended. */
export function isThere(pid: number): boolean {
  const identity = identify(pid)
  return identity !== undefined && isAlive(identity)
}
