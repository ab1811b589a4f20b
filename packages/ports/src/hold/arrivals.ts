/** Connections that were made at one end and are awaited at the other, whichever comes first. */
export interface Arrivals {
  /** Notes that `key` has arrived. */
  arrive(key: string): void
  /** Resolves when `key` has arrived; each is waited for once. */
  wait(key: string): Promise<void>
}

/** No arrivals yet. */
export function createArrivals(): Arrivals {
  const arrived = new Set<string>()
  const waiting = new Map<string, () => void>()
  return {
    arrive(key) {
      const resolve = waiting.get(key)
      if (resolve === undefined) arrived.add(key)
      else resolve()
      waiting.delete(key)
    },
    wait(key) {
      if (arrived.delete(key)) return Promise.resolve()
      return new Promise((resolve) => waiting.set(key, resolve))
    },
  }
}
