import { readdirSync, readFileSync } from 'node:fs'

/**
 * A process and all that descends from it at this moment, each by its id and start time, from `/proc/<pid>/stat` (proc(5)).
 * This finds what carries no mark because it was given an environment of its own. Empty outside of Linux.
 */
export function processFamily(rootPid) {
  if (process.platform !== 'linux') return []
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .map(readProcess)
    .filter(Boolean)
  const family = all.filter(({ pid }) => pid === rootPid)
  // The list grows while it is walked: children of children come after their parents.
  for (const member of family) family.push(...all.filter(({ parentPid }) => parentPid === member.pid))
  return family
}

/** Whether this very process, not a later one of its number, still runs; a zombie does not. */
export function isAlive({ pid, startTime }) {
  const now = readProcess(pid)
  return now !== undefined && now.startTime === startTime && now.state !== 'Z'
}

/** The command line of a process, its words separated by spaces; empty when it has ended. */
export function commandOf(pid) {
  return read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim()
}

/** The processor time that a process has used, all threads that it has now together, in ms (`schedstat`, proc(5)). */
export function processorMs(pid) {
  const threads = attempt(() => readdirSync(`/proc/${pid}/task`)) ?? []
  const usedNs = threads.map((thread) => Number(read(`/proc/${pid}/task/${thread}/schedstat`).split(' ')[0]))
  return usedNs.reduce((sum, ns) => sum + ns, 0) / 1e6
}

/** The name is in parentheses and may contain anything, so the fields are counted from the last one. */
function readProcess(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { pid, state: fields[0], parentPid: Number(fields[1]), startTime: fields[19] }
  } catch {
    return undefined
  }
}

function read(path) {
  return attempt(() => readFileSync(path, 'latin1')) ?? ''
}

/** A process may end between two looks. */
function attempt(look) {
  try {
    return look()
  } catch {
    return undefined
  }
}
