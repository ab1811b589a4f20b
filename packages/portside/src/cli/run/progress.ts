import { createServiceWaits, type RunWatcher, type ServiceWait, type ServiceWaits } from '@portside/core/main'
import type { Screen } from '../terminal/screen'

/** A display of the services that are being started. */
export interface Progress {
  readonly watcher: Pick<RunWatcher, 'starting' | 'waiting' | 'ready'>
  /** Stops the display, and erases its lines. */
  readonly end: () => void
}

// Before this time, nothing is shown.
const silentMs = 1000
const frameMs = 100
const lookMs = 250
const firstReportMs = 5000

/** The style of the display. */
export interface ProgressStyle {
  /** True if lines are changed in place. */
  readonly isInPlace: boolean
  /** If they are not, it is called for a service that is not ready after 5 seconds, 10, 20 and so on. */
  readonly report: (wait: ServiceWait) => void
}

/** Shows the services that are being started: a line for each, in place, or reports now and then. */
export function showProgress(screen: Screen, { isInPlace, report }: ProgressStyle): Progress {
  const waits = createServiceWaits()
  const timer = isInPlace ? showInPlace(waits, screen) : reportNowAndThen(waits, report)
  timer.unref()
  const end = (): void => {
    clearInterval(timer)
    screen.show([])
  }
  return { watcher: waits, end }
}

function showInPlace(waits: ServiceWaits, screen: Screen): NodeJS.Timeout {
  return setInterval(() => {
    const all = waits.list()
    const isLong = all.some(({ isReady, elapsedMs }) => !isReady && elapsedMs >= silentMs)
    screen.show(isLong ? formatStatus(all) : [])
  }, frameMs)
}

function reportNowAndThen(waits: ServiceWaits, report: ProgressStyle['report']): NodeJS.Timeout {
  const dueMs = new Map<string, number>()
  return setInterval(() => {
    for (const wait of waits.list().filter((each) => isDue(each, dueMs))) {
      report(wait)
      dueMs.set(wait.service, 2 * (dueMs.get(wait.service) ?? firstReportMs))
    }
  }, lookMs)
}

function isDue({ service, isReady, elapsedMs }: ServiceWait, dueMs: ReadonlyMap<string, number>): boolean {
  return !isReady && elapsedMs >= (dueMs.get(service) ?? firstReportMs)
}

/** Formats a line for each service: `api  starting  3.2 s  503 Service Unavailable; waits until GET /health answers 2xx or 3xx (…)`. */
export function formatStatus(waits: readonly Omit<ServiceWait, 'finding'>[]): readonly string[] {
  const width = Math.max(...waits.map(({ service }) => service.length))
  return waits.map(({ service, isReady, elapsedMs, reason = '' }) => {
    const state = isReady ? 'ready   ' : 'starting'
    const elapsed = `${(elapsedMs / 1000).toFixed(1)} s`.padStart(7)
    return `${service.padEnd(width)}  ${state}  ${elapsed}  ${reason}`.trimEnd()
  })
}
