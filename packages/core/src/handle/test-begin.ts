// The one registry of this folder: when the test that is being run began. Its adapter says so, and handles read it.
const key = Symbol.for('portside.test-begin')

// A test may put another clock in the place of `Date`.
const { now } = Date

/** Which part of the output is meant. */
export interface OutputOptions {
  /** Where it begins: with the service, or with the test that is being run (without a test runner, with the service). @default 'start' */
  readonly since?: 'start' | 'test'
}

/** Notes that a test begins now. Returns when that is, in milliseconds since 1970: a clock that other processes have too. */
export function markTestBegin(): number {
  const holder = globalThis as { [key]?: number }
  return (holder[key] = now())
}

/** Where a part of the output begins, in milliseconds since 1970; `undefined` for its start. */
export function outputBegin({ since }: OutputOptions = {}): number | undefined {
  return since === 'test' ? (globalThis as { [key]?: number })[key] : undefined
}
