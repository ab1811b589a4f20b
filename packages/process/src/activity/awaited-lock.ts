import { readdirSync, readlinkSync, statSync } from 'node:fs'
import type { AwaitedLock } from './process-activity'

interface LockRow {
  readonly id: string
  readonly isWaiting: boolean
  readonly pid: number
  readonly inode: string
}

/** Finds the lock that a process waits for in the text of `/proc/locks` (proc(5)), in which `->` marks those that wait. */
export function findAwaitedLock(pid: number, locks: string): AwaitedLock | undefined {
  const rows = locks.split('\n').flatMap((line) => parseRow(line) ?? [])
  const own = rows.find((row) => row.isWaiting && row.pid === pid)
  if (own === undefined) return undefined
  const holder = rows.find((row) => !row.isWaiting && row.id === own.id)?.pid ?? 0
  const path = findFile(pid, own.inode)
  return { ...(path === undefined ? {} : { path }), ...(holder > 0 ? { holder } : {}) }
}

/** Parses a row such as `1: -> FLOCK  ADVISORY  WRITE 13051 fe:00:2155422 0 EOF`. */
function parseRow(line: string): LockRow | undefined {
  const match = /^(\d+): (-> )?\S+ +\S+ +\S+ +(-?\d+) [\da-f]+:[\da-f]+:(\d+) /.exec(line)
  if (match === null) return undefined
  const [, id = '', arrow, pid, inode = ''] = match
  return { id, isWaiting: arrow !== undefined, pid: Number(pid), inode }
}

/** Finds the file of that inode among those that the process has open. */
function findFile(pid: number, inode: string): string | undefined {
  const folder = `/proc/${pid}/fd`
  try {
    const files = readdirSync(folder).map((name) => `${folder}/${name}`)
    const file = files.find((path) => String(statSync(path, { throwIfNoEntry: false })?.ino) === inode)
    return file && readlinkSync(file)
  } catch {
    return undefined
  }
}
