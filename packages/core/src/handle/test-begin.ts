// The one registry of this folder: when the current test began. The adapter sets it, and handles read it.
import { globalState } from '@portside/internal'
import type { OutputOptions } from '../contract/service-link'

// A test may replace the clock of `Date`.
const { now } = Date

/** Records that a test begins now. Returns the time in milliseconds since 1970, a clock that other processes share. */
export function markTestBegin(): number {
  return (registry().atMs = now())
}

/** Returns when a part of the output begins, in milliseconds since 1970; `undefined` for the start of the output. */
export function outputBegin({ since }: OutputOptions = {}): number | undefined {
  return since === 'test' ? registry().atMs : undefined
}

function registry(): { atMs: number | undefined } {
  return globalState<{ atMs: number | undefined }>('test-begin', () => ({ atMs: undefined }))
}
