import { type OutputOptions } from '../contract/service-link'
// The one registry of this folder: when the current test began. The adapter sets it, and handles read it.
const key = Symbol.for('portside.test-begin')

// A test may replace the clock of `Date`.
const { now } = Date

/** Records that a test begins now. Returns the time in milliseconds since 1970, a clock that other processes share. */
export function markTestBegin(): number {
  const holder = globalThis as { [key]?: number }
  return (holder[key] = now())
}

/** Returns when a part of the output begins, in milliseconds since 1970; `undefined` for the start of the output. */
export function outputBegin({ since }: OutputOptions = {}): number | undefined {
  return since === 'test' ? (globalThis as { [key]?: number })[key] : undefined
}
