import type { ProbeAttempt } from '../probe'

/** Keeps the last attempt of each probe on each address. */
export interface KeptAttempts {
  readonly note: (attempt: ProbeAttempt) => void
  /** Drops the attempts of a probe, by its description: it has succeeded since. */
  readonly forget: (probe: string) => void
  /** Returns the kept attempts, the latest last. */
  readonly list: () => readonly ProbeAttempt[]
}

/** Makes an empty store of attempts. */
export function keepAttempts(): KeptAttempts {
  const kept = new Map<string, ProbeAttempt>()
  return {
    note: (attempt) => {
      const key = `${attempt.address ?? ''} ${attempt.probe}`
      kept.delete(key)
      kept.set(key, attempt)
    },
    forget: (probe) => {
      for (const [key, attempt] of kept) if (attempt.probe === probe) kept.delete(key)
    },
    list: () => [...kept.values()],
  }
}
