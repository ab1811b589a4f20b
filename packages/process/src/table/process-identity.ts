import { isLive, type ProcessEntry } from './process-entry'
import { hasOwnProc, readLinuxProcess, readProc } from './linux-table'

/** One process for ever: a process id alone is used again after its process has ended. */
export interface ProcessIdentity {
  /** Its process id. */
  readonly pid: number
  /** When it started, as in `/proc/<pid>/stat`; `undefined` where the system does not tell at once. */
  readonly startTime: number | undefined
}

/** Names the process that has `pid` now; `undefined` when there is none. */
export function identify(pid: number): ProcessIdentity | undefined {
  if (!canRead()) return hasProcess(pid) ? { pid, startTime: undefined } : undefined
  const entry = readLinuxProcess(pid)
  return entry && { pid, startTime: entry.startTime }
}

/** Whether exactly this process is there and has not ended; a zombie has. */
export function isAlive(identity: ProcessIdentity): boolean {
  if (!canRead()) return hasProcess(identity.pid)
  const entry = readLinuxProcess(identity.pid)
  return entry !== undefined && isLive(entry) && isSame(entry, identity)
}

/** Whether `entry` is the process that `identity` names. */
export function isSame(entry: ProcessEntry, { pid, startTime }: ProcessIdentity): boolean {
  return entry.pid === pid && (startTime === undefined || entry.startTime === startTime)
}

/** The command line of a process; its name where that cannot be read. */
export function commandOf(entry: ProcessEntry): string {
  return argumentsOf(entry).join(' ')
}

/** The program and its arguments; the name alone where they cannot be read. */
export function argumentsOf({ pid, name }: ProcessEntry): readonly string[] {
  const line = process.platform === 'linux' ? readProc(`/proc/${pid}/cmdline`) : undefined
  // Servers that set a title write over their arguments, and leave padding behind.
  const words = line?.replace(/\0+$/, '').split('\0')
  return words?.[0] ? words : [name]
}

function canRead(): boolean {
  return process.platform === 'linux' && hasOwnProc()
}

function hasProcess(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
