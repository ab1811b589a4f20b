const maxArrivals = 1024

/** The arrival times of the parts of a stream, as far back as they are remembered. */
export interface ArrivalTimes {
  /** Records that a part of this length has arrived, at a moment in milliseconds since 1970. */
  readonly note: (length: number, atMs?: number) => void
  /** Returns the length that has arrived since this moment, in milliseconds since 1970. */
  readonly lengthSince: (beginMs: number) => number
}

interface Arrival {
  readonly atMs: number
  /** The length that had arrived before. */
  readonly position: number
}

/** Remembers the last 1024 milliseconds in which something arrived. */
export function createArrivalTimes(): ArrivalTimes {
  const arrivals: Arrival[] = []
  let position = 0
  return {
    note: (length, atMs = Date.now()) => {
      if (arrivals.at(-1)?.atMs !== atMs) arrivals.push({ atMs, position })
      if (arrivals.length > maxArrivals) arrivals.shift()
      position += length
    },
    lengthSince: (beginMs) => position - (arrivals.find(({ atMs }) => atMs >= beginMs)?.position ?? position),
  }
}
