import type { PortsideError } from '@portside/errors'
import { activityFacts } from '../activity-facts'
import { type Evidence, isRefused } from '../evidence'
import { unreadyError, within } from '../unready-error'

/** `E_NOT_LISTENING`: the service's address refuses every connection. */
export function notListening(evidence: Evidence): PortsideError | undefined {
  if (!isRefused(evidence)) return undefined
  return unreadyError(evidence, {
    code: 'E_NOT_LISTENING',
    summary: `did not listen ${within(evidence)}`,
    facts: [...elsewhere(evidence), ...activityFacts(evidence)],
    hints: [advice(evidence), 'If it is slow to start, raise `startTimeoutMs`.'],
  })
}

function advice({ isStarted = true, host, port }: Evidence): string {
  if (port === undefined) return 'It picks its port itself, and no process of it was seen to listen on any.'
  const place = `It should listen on ${host}, port ${port}.`
  if (!isStarted) return `${place} Was it started, and with that port?`
  return `${place} Does it read PORT (and HOST)? If not, put {port} into its command line.`
}

function elsewhere({ listeners, port }: Evidence): string[] {
  return listeners
    .filter((listener) => listener.isElsewhere && listener.port === port)
    .map(({ pid, address }) => `Process ${pid} listens on ${address}, port ${port}, in another network namespace.`)
}
