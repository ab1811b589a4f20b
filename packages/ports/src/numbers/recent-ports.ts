import { globalState } from '@portside/internal'
import { readUsage, writeUsage } from './usage-file'

/** The times of the last use of ports, in milliseconds since the epoch. */
interface RecentPorts {
  readonly usedAt: Map<number, number>
  /** Uses that are not written to the user's cache yet. */
  readonly pending: Set<number>
  /** The contents of the user's cache when it was last read, and the time of that. */
  usedElsewhereAt: (port: number) => number
  readAt: number
}

/** Browsers keep cookies, caches and service workers by origin, so the next service on a port would get those of the last one. */
const recentMs = 10 * 60_000
/** How long recent uses may wait before they are written for other processes, in milliseconds. */
const writeAfterMs = 200
/** How far a clock may be corrected without being treated as set back, in milliseconds. */
const toleranceMs = 60_000
/** How old the data read about other processes' ports may be, in milliseconds. */
const rereadMs = 1000

/** Records that `port` is in use now; called when it is leased and when it is released. */
export function noteUse(port: number): void {
  const { pending, usedAt } = recentPorts()
  usedAt.set(port, Date.now())
  pending.add(port)
  if (pending.size === 1) flushSoon()
}

/** Writes once for all ports that are leased or released in a moment; a process that ends earlier writes when it ends. */
function flushSoon(): void {
  const flush = (): void => {
    clearTimeout(timer)
    process.off('exit', flush)
    const { pending } = recentPorts()
    writeUsage(pending, Date.now())
    pending.clear()
  }
  const timer = setTimeout(flush, writeAfterMs).unref()
  process.on('exit', flush)
}

/** Returns whether this process or another one of this user used `port` recently. */
export function isRecentPort(port: number): boolean {
  const recent = recentPorts()
  const now = Date.now()
  if (now - recent.readAt > rereadMs) {
    recent.readAt = now
    recent.usedElsewhereAt = readUsage()
  }
  return [recent.usedAt.get(port) ?? 0, recent.usedElsewhereAt(port)].some((usedAt) => isRecent(usedAt, now))
}

/** Counts of recently used ports. */
export interface PortUse {
  /** The number of ports used in the last ten minutes; these are not taken again while there are others. */
  readonly recent: number
  /** The number of ports with a recorded time in the future: the clock was set back. */
  readonly ahead: number
}

/** Counts the ports that processes of this user had recently, from the cache folder. */
export function countRecentPorts(): PortUse {
  const usedAt = readUsage()
  const now = Date.now()
  const times = Array.from({ length: 65_535 }, (_, index) => usedAt(index + 1))
  return {
    recent: times.filter((time) => isRecent(time, now)).length,
    ahead: times.filter((time) => isAhead(time, now)).length,
  }
}

function isRecent(usedAt: number, now: number): boolean {
  return now - usedAt < recentMs && !isAhead(usedAt, now)
}

/** The entry was written before the clock was set back; it would block the port until that time comes. */
function isAhead(usedAt: number, now: number): boolean {
  return usedAt - now > toleranceMs
}

function recentPorts(): RecentPorts {
  return globalState<RecentPorts>('ports.recent', () => ({
    usedAt: new Map(),
    pending: new Set(),
    usedElsewhereAt: () => 0,
    readAt: 0,
  }))
}
