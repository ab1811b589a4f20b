import { readlinkSync } from 'node:fs'
import { uptime } from 'node:os'
import { commandOf } from '../table/process-identity'
import { hasOwnProc, readLinuxProcess, readProc, tickMs } from '../table/linux-table'
import { findAwaitedLock } from './awaited-lock'
import type { ProcessActivity } from './process-activity'

/** The number of read(2) on the architectures that Node.js runs on (syscall tables of Linux). */
const readCalls: Readonly<Record<string, number>> = {
  x64: 0,
  arm64: 63,
  arm: 3,
  ia32: 3,
  ppc64: 3,
  s390x: 3,
  riscv64: 63,
}

/**
 * Reads the activity of processes at this moment from /proc, without those that have ended. Linux only; elsewhere the list is empty.
 *
 * @example
 * const [activity] = readActivities([child.pid])
 * console.log(activity?.state, activity?.lock)
 *
 */
export function readActivities(pids: readonly number[]): readonly ProcessActivity[] {
  if (process.platform !== 'linux' || !hasOwnProc()) return []
  const locks = readProc('/proc/locks') ?? ''
  return pids.flatMap((pid) => readActivity(pid, locks) ?? [])
}

function readActivity(pid: number, locks: string): ProcessActivity | undefined {
  const entry = readLinuxProcess(pid)
  if (entry === undefined || 'ZX'.includes(entry.state)) return undefined
  const input = isReadingInput(pid) ? linkOf(`/proc/${pid}/fd/0`) : undefined
  const lock = findAwaitedLock(pid, locks)
  return {
    pid,
    command: commandOf(entry),
    state: entry.state,
    cpuMs: entry.cpuMs ?? 0,
    queuedMs: queuedNs(pid) / 1e6,
    ageMs: Math.max(uptime() * 1000 - entry.startTime * tickMs, 0),
    ...(input === undefined ? {} : { readsInput: input }),
    ...(lock === undefined ? {} : { lock }),
  }
}

/** Reads the second field of `/proc/<pid>/schedstat`, for the first thread (sched-stats.rst of Linux). */
function queuedNs(pid: number): number {
  return Number(readProc(`/proc/${pid}/schedstat`)?.split(' ')[1] ?? 0)
}

/** Reads `/proc/<pid>/syscall`: the number of the call that the first thread is in, then its arguments. */
function isReadingInput(pid: number): boolean {
  const [call, descriptor] = (readProc(`/proc/${pid}/syscall`) ?? '').split(' ')
  return call !== undefined && Number(call) === readCalls[process.arch] && descriptor === '0x0'
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}
