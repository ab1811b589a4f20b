import { registry, type RecentPorts } from '../registry'
import { readUsage, writeUsage } from './usage-file'

/** Browsers keep cookies, caches and service workers by origin; a port's next service would meet the last one's. */
const recentMs = 10 * 60_000
/** How long what was used here may wait until it is written for others. */
const writeAfterMs = 200
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
  const usedAt = Math.max(recent.usedAt.get(port) ?? 0, recent.usedElsewhereAt(port))
  return now - usedAt < recentMs
}

function recentPorts(): RecentPorts {
  return registry().recent
}
