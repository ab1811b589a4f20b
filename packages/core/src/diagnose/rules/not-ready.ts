import type { PortsideError } from '@portside/errors'
import type { Evidence } from '../evidence'
import { unreadyError, within } from '../unready-error'

/** `E_NOT_READY`: what is left, with what each probe saw last. */
export function notReady(evidence: Evidence): PortsideError {
  const isMissing = evidence.attempts.some(({ status }) => status === 404)
  const hint = isMissing
    ? 'It answers 404: is the path of `ready` right?'
    : 'If it is slow to start, raise `startTimeoutMs`; if `ready` asks for the wrong thing, change it.'
  return unreadyError(evidence, { code: 'E_NOT_READY', summary: `was not ready ${within(evidence)}`, hints: [hint] })
}
