/** Whether this is the short form of the suite (`STACKS=short`), which CI runs with everything else. */
export const isShort = process.env['STACKS'] === 'short'

/** Picks the values of the long form, of which the first `count` make the short one. */
export function firstIfShort<Value>(values: readonly Value[], count = 1): readonly Value[] {
  return isShort ? values.slice(0, count) : values
}
