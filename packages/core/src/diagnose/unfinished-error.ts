import { PortsideError } from '@portside/errors'

/** `E_NOT_READY`: a task did not end in time. */
export function unfinishedError(service: string, timeoutMs: number, output: string): PortsideError {
  return new PortsideError({
    code: 'E_NOT_READY',
    service,
    summary: `did not end within ${timeoutMs} ms`,
    output,
    hints: ['Raise `startTimeoutMs` if it needs longer. What stays in the foreground is a `command`, not a `task`.'],
  })
}
