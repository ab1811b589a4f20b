import { registry, type RecentPorts } from '../registry'
import { readUsage, writeUsage } from './usage-file'

/** Browsers keep cookies, caches and service workers by origin; a port's next service would meet the last one's. */
const recentMs = 10 * 60_000
/** How old what was read of other processes' ports may be. */
const rereadMs = 1000

/** Notes that `port` is in use now; called when it is leased and when it is released. */
export function noteUse(port: number): void {
  const { pending, usedAt } = recentPorts()
  usedAt.set(port, Date.now())
  pending.add(port)
  // One write for all that are leased or released in one turn.
  if (pending.size === 1) queueMicrotask(flush)
}

function flush(): void {
  const { pending } = recentPorts()
  writeUsage(pending, Date.now())
  pending.clear()
}

/** Whether `port` was in use a moment ago, by this process or another one of this user. */
export function isRecentPort(port: number): boolean {
  const recent = recentPorts()
  const now = Date.now()
  if (now - recent.readAt > rereadMs) {
    recent.readAt = now
    recent.usedElsewhereAt = readUsage()
  }
  const usedAt = Math.max(recent.usedAt.get(port) ?? 0, recent.usedElsewhereAt(port))
  return now - usedAt < recentMs
}

function recentPorts(): RecentPorts {
  return registry().recent
}
