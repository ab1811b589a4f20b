import type { ServiceWait } from './run/service-waits'

/** A line for each service: `api  starting  3.2 s  503 Service Unavailable; waits until GET /health answers 2xx or 3xx (…)`. */
export function formatStatus(waits: readonly ServiceWait[]): readonly string[] {
  const width = Math.max(...waits.map(({ service }) => service.length))
  return waits.map(({ service, isReady, elapsedMs, reason = '' }) => {
    const state = isReady ? 'ready   ' : 'starting'
    const elapsed = `${(elapsedMs / 1000).toFixed(1)} s`.padStart(7)
    return `${service.padEnd(width)}  ${state}  ${elapsed}  ${reason}`.trimEnd()
  })
}
