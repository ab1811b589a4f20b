import type { PortsideError } from '@portside/errors'
import type { ProcessActivity } from '@portside/process'
import type { Evidence } from '../evidence'
import { unreadyError, within } from '../unready-error'

/** `E_NOT_ACCEPTING`: a process of the service is stopped, so its socket takes connections and nothing answers. */
export function stopped(evidence: Evidence): PortsideError | undefined {
  const { activities, listeners } = evidence
  const halted = activities.filter(({ state }) => state === 'T' || state === 't')
  const isListener = ({ pid }: ProcessActivity): boolean => listeners.some((listener) => listener.pid === pid)
  if (halted.length === 0 || (listeners.length > 0 && !halted.some(isListener))) return undefined
  return unreadyError(evidence, {
    code: 'E_NOT_ACCEPTING',
    summary: `was not ready ${within(evidence)}: it is stopped`,
    facts: halted.map(
      ({ pid, command, state }) =>
        `Process ${pid} (${command}) is stopped by ${state === 'T' ? 'a signal' : 'a debugger'} (state ${state}).`,
    ),
    hints: ['Find out what has sent SIGSTOP to it, or has attached a debugger: nothing in it can go on meanwhile.'],
  })
}
