import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { parseProcStat } from './proc-stat'
import { hasOwnProc } from './has-own-proc'

/** How long the search may block the event loop. */
const sliceMs = 5

/**
 * Finds the process that has the socket: the first one in the line of parents, when several share it. `undefined` when there is none or it is hidden
 * from this user (as all are if `/proc` is that of another PID namespace). It checks the newest processes of the socket's user first.
 */
export async function findSocketProcess(inode: number, uid: number): Promise<number | undefined> {
  if (!hasOwnProc()) return undefined
  const link = `socket:[${inode}]`
  let since = performance.now()
  for (const pid of likelyFirst(uid)) {
    if (hasOpen(pid, link)) return eldest(pid, link)
    if (performance.now() - since < sliceMs) continue
    await nextTurn()
    since = performance.now()
  }
  return undefined
}

function likelyFirst(uid: number): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const newest = pids.map(Number).sort((a, b) => b - a)
  return [...newest.filter((pid) => ownerOf(pid) === uid), ...newest.filter((pid) => ownerOf(pid) !== uid)]
}

function ownerOf(pid: number): number | undefined {
  return statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid
}

function hasOpen(pid: number, link: string): boolean {
  return hasAllOpen(pid, [link])
}

/**
 * Returns whether a process has all of some sockets. It checks the `likely` descriptor first, and then the newest: a socket that has just begun to
 * listen is among them.
 */
export function hasAllOpen(pid: number, links: readonly string[], likely?: number): boolean {
  const missing = new Set(links)
  if (likely !== undefined) for (const link of target(pid, likely)) missing.delete(link)
  if (missing.size === 0) return true
  for (const descriptor of descriptors(pid).sort((a, b) => b - a)) {
    for (const link of target(pid, descriptor)) missing.delete(link)
    if (missing.size === 0) return true
  }
  return false
}

/** Reads the links of a process's descriptors (`socket:[inode]` for a socket); none for a process of another user. */
export function openFiles(pid: number): string[] {
  return descriptors(pid).flatMap((descriptor) => target(pid, descriptor))
}

function descriptors(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map(Number)
  } catch {
    return []
  }
}

function target(pid: number, descriptor: number): string[] {
  try {
    return [readlinkSync(`/proc/${pid}/fd/${descriptor}`)]
  } catch {
    return []
  }
}

function eldest(pid: number, link: string): number {
  const parent = parentOf(pid)
  return parent !== undefined && parent > 0 && hasOpen(parent, link) ? eldest(parent, link) : pid
}

function parentOf(pid: number): number | undefined {
  try {
    return parseProcStat(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.ppid
  } catch {
    return undefined
  }
}
