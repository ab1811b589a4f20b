/** Connections that are made at one end and awaited at the other, in either order. */
export interface Arrivals {
  /** Records that `key` has arrived. */
  arrive(key: string): void
  /** Resolves when `key` has arrived; each key is awaited once. */
  wait(key: string): Promise<void>
}

/** Makes an empty record of arrivals. */
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
