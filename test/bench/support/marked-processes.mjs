import { readdirSync, readFileSync } from 'node:fs'

/**
 * The pids of all processes that have `mark` (`NAME=value`) in their environment, however far they went from their
 * parent. Linux only (proc(5), `environ`); elsewhere none are found. A process that has ended and was not yet waited for
 * shows an empty environment there, and so counts as gone.
 */
export function markedProcesses(mark) {
  if (process.platform !== 'linux') return []
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.filter((pid) => readEnvironment(pid).includes(mark)).map(Number)
}

function readEnvironment(pid) {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0')
  } catch {
    return []
  }
}
