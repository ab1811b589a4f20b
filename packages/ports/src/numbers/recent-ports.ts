import { registry, type RecentPorts } from '../registry'
import { readUsage, writeUsage } from './usage-file'

/** Browsers keep cookies, caches and service workers by origin; a port's next service would meet the last one's. */
const recentMs = 10 * 60_000
/** How long what was used here may wait until it is written for others. */
const writeAfterMs = 200
/** How far a clock may be corrected without a word, in milliseconds. */
const toleranceMs = 60_000
/** How old what was read of other processes' ports may be. */
const rereadMs = 1000

/** Notes that `port` is in use now; called when it is leased and when it is released. */
export function noteUse(port: number): void {
  const { pending, usedAt } = recentPorts()
  usedAt.set(port, Date.now())
  pending.add(port)
  if (pending.size === 1) flushSoon()
}

/** One write for all that are leased or released in a moment; a process that ends before does it when it ends. */
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

/** Whether `port` was in use a moment ago, by this process or another one of this user. */
export function isRecentPort(port: number): boolean {
  const recent = recentPorts()
  const now = Date.now()
  if (now - recent.readAt > rereadMs) {
    recent.readAt = now
    recent.usedElsewhereAt = readUsage()
  }
  return [recent.usedAt.get(port) ?? 0, recent.usedElsewhereAt(port)].some((usedAt) => isRecent(usedAt, now))
}

/** What is known of ports that were in use a moment ago. */
export interface PortUse {
  /** How many a service had within the last ten minutes, which are not taken again while there are others. */
  readonly recent: number
  /** How many are written down for a time that has not come yet: the clock was set back. */
  readonly ahead: number
}

/** Counts the ports that processes of this user had a moment ago, as the cache folder remembers them. */
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

/** Written by a clock that has been set back since, or it would keep a port away until that time comes. */
function isAhead(usedAt: number, now: number): boolean {
  return usedAt - now > toleranceMs
}

function recentPorts(): RecentPorts {
  return registry().recent
}
