import { identify, isAlive } from '../../src/table/process-identity'

/** Whether a process has this id and has not ended. */
export function isThere(pid: number): boolean {
  const identity = identify(pid)
  return identity !== undefined && isAlive(identity)
}

/** Returns those of these processes that have not ended. */
export function survivorsOf(pids: readonly number[]): readonly number[] {
  return pids.filter(isThere)
}
