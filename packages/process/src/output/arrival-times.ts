const maxArrivals = 1024

/** When the parts of a stream have arrived, as far back as is remembered. */
export interface ArrivalTimes {
  /** Notes that a part of this length arrives now. */
  readonly note: (length: number) => void
  /** How much has arrived at this moment or later, in milliseconds since 1970. */
  readonly lengthSince: (beginMs: number) => number
}

interface Arrival {
  readonly atMs: number
  /** How much had arrived before. */
  readonly position: number
}

/** Remembers the last thousand milliseconds in which something arrived. */
export function createArrivalTimes(): ArrivalTimes {
  const arrivals: Arrival[] = []
  let position = 0
  return {
    note: (length) => {
      const atMs = Date.now()
      if (arrivals.at(-1)?.atMs !== atMs) arrivals.push({ atMs, position })
      if (arrivals.length > maxArrivals) arrivals.shift()
      position += length
    },
    lengthSince: (beginMs) => position - (arrivals.find(({ atMs }) => atMs >= beginMs)?.position ?? position),
  }
}
