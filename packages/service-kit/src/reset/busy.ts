import { nowMs } from '@portside/internal'
import { PortsideError } from '@portside/errors'

/** The reaction to transactions that are still open when a test has ended. */
export interface BusyRules {
  /** The name of the service, for errors. */
  readonly service: string
  /** `'wait'` waits for their end, `'fail'` does not, `'terminate'` ends them. */
  readonly busy: 'wait' | 'fail' | 'terminate'
  /** How long to wait, in milliseconds. */
  readonly waitMs: number
}

/** Returns when to wait no longer, on the clock of `nowMs()`. */
export function busyDeadline({ busy, waitMs }: BusyRules): number {
  return nowMs() + (busy === 'fail' ? 0 : waitMs)
}

/** `E_NOT_READY`: the transactions `open`, in words, are in the way of a reset. `summary` says so for others than those of connections. */
export function busyError(
  { service, busy }: BusyRules,
  open: readonly string[],
  summary = `${open.length} ${open.length === 1 ? 'connection still has an open transaction' : 'connections still have open transactions'}`,
): PortsideError {
  return new PortsideError({
    code: 'E_NOT_READY',
    service,
    summary: `cannot be reset: ${summary}`,
    evidence: open,
    hints: [
      `Await the request or commit before the test ends. ${busy === 'terminate' ? '' : "`busy: 'terminate'` ends such transactions instead. "}\`waitMs\` waits longer.`,
    ],
  })
}
