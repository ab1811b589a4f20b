import { setTimeout as sleep } from 'node:timers/promises'
import { elapsedMs, nowNs } from './clock.mjs'
import { markedProcesses } from './marked-processes.mjs'
import { isAlive } from './process-family.mjs'

const graceMs = 5000
const intervalMs = 2

/**
 * Waits until no process of a trial is left: none that carries its `mark`, and none of the `family` that was seen. Resolves
 * with the moment (`sinceNs` if none was left at the first look) and how many outlived the grace of 5 s.
 */
export async function waitUntilGone({ mark, family }, sinceNs) {
  if (countLeft({ mark, family }) === 0) return { goneNs: sinceNs, leftOver: 0 }
  for (;;) {
    await sleep(intervalMs)
    const leftOver = countLeft({ mark, family })
    const goneNs = nowNs()
    if (leftOver === 0 || elapsedMs(sinceNs, goneNs) > graceMs) return { goneNs, leftOver }
  }
}

/** Kills what is left of a trial: the group of its first process, its family, and all that carry its mark. */
export async function endProcesses(pid, { mark, family }) {
  kill(-pid)
  for (let left = pidsLeft({ mark, family }); left.length > 0; left = pidsLeft({ mark, family })) {
    left.forEach(kill)
    await sleep(intervalMs)
  }
}

function countLeft(trial) {
  return pidsLeft(trial).length
}

function pidsLeft({ mark, family }) {
  const related = family.filter(isAlive).map(({ pid }) => pid)
  return [...new Set([...related, ...markedProcesses(mark)])]
}

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (error.code !== 'ESRCH' && error.code !== 'EPERM') throw error
  }
}
