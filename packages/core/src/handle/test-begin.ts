// The one registry of this folder: when the current test began. The adapter sets it, and handles read it.
const key = Symbol.for('portside.test-begin')

// A test may replace the clock of `Date`.
const { now } = Date

/** The part of the output to read. */
export interface OutputOptions {
  /** The start of that part: of the service, or of the current test (without a test runner, of the service). @default 'start' */
  readonly since?: 'start' | 'test'
}

/** Records that a test begins now. Returns the time in milliseconds since 1970, a clock that other processes share. */
export function markTestBegin(): number {
  const holder = globalThis as { [key]?: number }
  return (holder[key] = now())
}

/** Returns when a part of the output begins, in milliseconds since 1970; `undefined` for the start of the output. */
export function outputBegin({ since }: OutputOptions = {}): number | undefined {
  return since === 'test' ? (globalThis as { [key]?: number })[key] : undefined
}
