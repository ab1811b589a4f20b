import { isLive, type ProcessEntry } from './process-entry'
import { hasOwnProc, readLinuxProcess, readProc } from './linux-table'

/** The identity of one process for ever: the system reuses a process id after its process has ended. */
export interface ProcessIdentity {
  /** Its process id. */
  readonly pid: number
  /** The time of its start, as in `/proc/<pid>/stat`; `undefined` if the system does not report it at once. */
  readonly startTime: number | undefined
}

/** Identifies the process that has `pid` now; `undefined` when there is none. */
export function identify(pid: number): ProcessIdentity | undefined {
  if (!canRead()) return hasProcess(pid) ? { pid, startTime: undefined } : undefined
  const entry = readLinuxProcess(pid)
  return entry && { pid, startTime: entry.startTime }
}

/** Returns whether exactly this process exists and has not ended; a zombie has ended. */
export function isAlive(identity: ProcessIdentity): boolean {
  if (!canRead()) return hasProcess(identity.pid)
  const entry = readLinuxProcess(identity.pid)
  return entry !== undefined && isLive(entry) && isSame(entry, identity)
}

/** Returns whether `entry` is the process that `identity` names. */
export function isSame(entry: ProcessEntry, { pid, startTime }: ProcessIdentity): boolean {
  return entry.pid === pid && (startTime === undefined || entry.startTime === startTime)
}

/** Returns the command line of a process, or its name if that cannot be read. */
export function commandOf(entry: ProcessEntry): string {
  return argumentsOf(entry).join(' ')
}

/** Returns the program and its arguments, or only the name if they cannot be read. */
export function argumentsOf({ pid, name }: ProcessEntry): readonly string[] {
  const line = process.platform === 'linux' ? readProc(`/proc/${pid}/cmdline`) : undefined
  // Servers that set a title overwrite their arguments and leave padding behind.
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
