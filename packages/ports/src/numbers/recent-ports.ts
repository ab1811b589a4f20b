import { registry } from '../registry'

/** Browsers keep cookies, caches and service workers by origin; a port's next service would meet the last one's. */
const recentMs = 10 * 60_000

/** Notes that `port` was released now. */
export function rememberRelease(port: number): void {
  registry().releasedAt.set(port, Date.now())
}

/** Whether `port` was in use a moment ago. */
export function isRecentPort(port: number): boolean {
  const releasedAt = registry().releasedAt.get(port)
  return releasedAt !== undefined && Date.now() - releasedAt < recentMs
}
