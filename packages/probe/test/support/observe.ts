import type { Probe, ProbeAttempt, ProbeTarget } from '../../src/index'

/** A wait of one probe, with what it notes. */
export interface Observation {
  readonly ready: Promise<void>
  readonly attempts: readonly ProbeAttempt[]
  /** Resolves with the first attempt, past or to come, that is as asked. */
  readonly tracked: (isWanted: (attempt: ProbeAttempt) => boolean) => Promise<ProbeAttempt>
  readonly abort: () => void
}

/** Starts the probe and watches it. */
export function observe(probe: Probe, target: ProbeTarget): Observation {
  const controller = new AbortController()
  const attempts: ProbeAttempt[] = []
  const listeners = new Set<() => void>()
  const note = (attempt: ProbeAttempt): void => {
    attempts.push(attempt)
    for (const listener of listeners) listener()
  }
  const ready = probe.wait(target, { signal: controller.signal, note })
  ready.catch(() => {})
  return {
    ready,
    attempts,
    tracked: (isWanted) => firstTracked(attempts, listeners, isWanted),
    abort: () => controller.abort(),
  }
}

function firstTracked(
  attempts: readonly ProbeAttempt[],
  listeners: Set<() => void>,
  isWanted: (attempt: ProbeAttempt) => boolean,
): Promise<ProbeAttempt> {
  return new Promise((resolve) => {
    const look = (): void => {
      const found = attempts.find(isWanted)
      if (found === undefined) return
      listeners.delete(look)
      resolve(found)
    }
    listeners.add(look)
    look()
  })
}
