import { invalidArgument } from '@portside/errors'

/** The longest time of a timer of Node.js, about 24 days: a longer one would fire at once. */
export const longestMs = 2 ** 31 - 1

/** Throws a `TypeError` when a time that a user gave is no number of milliseconds that a timer can wait for. */
export function checkDuration(name: string, value: unknown, { isZeroAllowed = false } = {}): void {
  const isDuration = typeof value === 'number' && (isZeroAllowed ? value >= 0 : value > 0) && value <= longestMs
  if (!isDuration)
    throw invalidArgument(name, `milliseconds ${isZeroAllowed ? 'from' : 'above'} 0, at most ${longestMs}`, value)
}
