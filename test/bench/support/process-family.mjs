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
