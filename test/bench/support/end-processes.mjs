import { setTimeout as sleep } from 'node:timers/promises'
import { nowNs, elapsedMs } from './clock.mjs'
import { markedProcesses } from './marked-processes.mjs'

const graceMs = 5000
const intervalMs = 2

/**
 * Waits until no process of a trial is left, for `sinceNs` on; resolves with the moment and, if some outlived the grace of
 * 5 s, how many. `sinceNs` itself is the moment if none was left at the first look.
 */
export async function waitUntilGone(mark, sinceNs) {
  if (markedProcesses(mark).length === 0) return { goneNs: sinceNs, leftOver: 0 }
  for (;;) {
    await sleep(intervalMs)
    const leftOver = markedProcesses(mark).length
    const goneNs = nowNs()
    if (leftOver === 0 || elapsedMs(sinceNs, goneNs) > graceMs) return { goneNs, leftOver }
  }
}

/** Kills what is left of a trial: the group of its first process, and all that carry its mark. */
export async function endProcesses(pid, mark) {
  kill(-pid)
  for (let left = markedProcesses(mark); left.length > 0; left = markedProcesses(mark)) {
    left.forEach(kill)
    await sleep(intervalMs)
  }
}

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (error.code !== 'ESRCH' && error.code !== 'EPERM') throw error
  }
}
