import type { PortsideError } from '@portside/errors'
import { activityFacts } from '../activity-facts'
import type { Evidence } from '../evidence'
import { unreadyError, within } from '../unready-error'

/** `E_NOT_ACCEPTING`: the service listens, but connections stay in the queue of its socket. */
export function notAccepting(evidence: Evidence): PortsideError | undefined {
  const { connection } = evidence
  if (connection?.state !== 'unaccepted') return undefined
  const { waiting = 1 } = connection
  return unreadyError(evidence, {
    code: 'E_NOT_ACCEPTING',
    summary: `listened, and did not take the connections that wait for it ${within(evidence)}`,
    facts: [
      `${waiting || 1} ${waiting > 1 ? 'connections wait' : 'connection waits'} in the queue of its socket.`,
      ...activityFacts(evidence),
    ],
    hints: [
      'No firewall does this: the connection is made, and the program does not call accept(2). Is its event loop blocked, or are all its workers busy?',
      'If it is slow to start, raise `startTimeoutMs`.',
    ],
  })
}
