const minMs = 5000
const maxMs = 30_000

/**
 * How long one attempt may take after `elapsedMs` of waiting, in milliseconds: 5 s at first, so that an answer that got
 * lost costs no more, then half of the time waited up to 30 s, so that a slow service is not cut off each time.
 */
export function attemptLimitMs(elapsedMs: number): number {
  return Math.min(Math.max(elapsedMs / 2, minMs), maxMs)
}
