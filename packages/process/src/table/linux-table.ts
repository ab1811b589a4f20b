import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import type { ProcessEntry } from './process-entry'

/** Returns whether `/proc` exists and shows this PID namespace, pid_namespaces(7); if not, its numbers name other processes. */
export function hasOwnProc(): boolean {
  try {
    return readlinkSync('/proc/self') === String(process.pid)
  } catch {
    return false
  }
}

/** Reads every process of this PID namespace from `/proc/<pid>/stat` (proc(5)); none if that does not show them. */
export function readLinuxProcesses(): readonly ProcessEntry[] {
  if (!hasOwnProc()) return []
  return listPids()
    .map(readLinuxProcess)
    .filter((entry) => entry !== undefined)
}

/** Reads one process; `undefined` when there is none with that id. */
export function readLinuxProcess(pid: number): ProcessEntry | undefined {
  const stat = readProc(`/proc/${pid}/stat`)
  return stat === undefined ? undefined : parseStat(stat)
}

function listPids(): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0)
}

/** Reads a file of `/proc`; `undefined` when its process has gone or belongs to another user. */
export function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** `/proc` counts processor time in hundredths of a second on every architecture (USER_HZ, time(7)). */
export const tickMs = 10

/**
 * The name is in parentheses and may contain anything, so the fields are counted from the last one: field 3 is the state. That is of the first thread: while
 * others run or end (field 20 counts them), the process is there, and so are its sockets.
 */
function parseStat(stat: string): ProcessEntry {
  const open = stat.indexOf('(')
  const close = stat.lastIndexOf(')')
  const fields = stat.slice(close + 2).split(' ')
  const hasEnded = fields[0] === 'Z' && Number(fields[17]) <= 1
  return {
    pid: Number.parseInt(stat, 10),
    name: stat.slice(open + 1, close),
    state: fields[0] === 'Z' && !hasEnded ? 'R' : (fields[0] ?? 'X'),
    ppid: Number(fields[1]),
    pgid: Number(fields[2]),
    session: Number(fields[3]),
    startTime: Number(fields[19]),
    childFaults: Number(fields[8]),
    cpuMs: (Number(fields[11]) + Number(fields[12])) * tickMs,
    ...(hasEnded ? { waitStatus: Number(fields[49]) } : {}),
  }
}
