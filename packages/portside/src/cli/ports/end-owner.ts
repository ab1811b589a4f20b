import { setTimeout as delay } from 'node:timers/promises'
import { findPortOwner, type PortOwner } from '@portside/ports'

const steps: readonly (readonly [NodeJS.Signals, number])[] = [
  ['SIGTERM', 5000],
  ['SIGKILL', 2000],
]
const pollMs = 50
const startToleranceMs = 1000

/**
 * Ends the process that has a port: SIGTERM, and SIGKILL when it still has the port after 5 s. Resolves to the signal that was enough, or
 * `undefined`. If another process has received the pid in the meantime, it is not signalled.
 */
export async function endOwner(port: number, owner: PortOwner): Promise<NodeJS.Signals | undefined> {
  for (const [signal, waitMs] of steps) {
    if (!(await stillHas(port, owner))) return signal
    process.kill(Number(owner.pid), signal)
    for (const endMs = performance.now() + waitMs; performance.now() < endMs; await delay(pollMs)) {
      if (!(await stillHas(port, owner))) return signal
    }
  }
  return undefined
}

/** Compares the start time, too, which is known to a hundredth of a second: a process that reuses the pid has another one. */
async function stillHas(port: number, { pid, startedAt }: PortOwner): Promise<boolean> {
  const now = await findPortOwner(port)
  if (now?.pid !== pid) return false
  return Math.abs((now?.startedAt?.getTime() ?? 0) - (startedAt?.getTime() ?? 0)) < startToleranceMs
}
