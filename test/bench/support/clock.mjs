/**
 * Nanoseconds of the system's monotonic clock, the same in all processes of a machine (clock_gettime(2),
 * CLOCK_MONOTONIC), so that a moment in the server can be compared with one in the harness.
 */
export function nowNs() {
  return process.hrtime.bigint()
}

/** When this process began, on the same clock: a harness that runs a command "goes on" at that moment. */
export function processStartNs() {
  return nowNs() - BigInt(Math.round(performance.now() * 1e6))
}

/** The time between two moments (bigints or their decimal text), in milliseconds. */
export function elapsedMs(fromNs, toNs) {
  return Number(BigInt(toNs) - BigInt(fromNs)) / 1e6
}
