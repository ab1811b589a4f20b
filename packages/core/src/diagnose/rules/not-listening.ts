import type { PortsideError } from '@portside/errors'
import { refusedAddress } from '../../text/refused-address'
import { activityFacts, awaitedDebuggers } from '../activity-facts'
import { type Evidence, isRefused } from '../evidence'
import { unreadyError, within } from '../unready-error'

/** `E_NOT_LISTENING`: the service's address refuses every connection. */
export function notListening(evidence: Evidence): PortsideError | undefined {
  if (!isRefused(evidence)) return undefined
  return unreadyError(evidence, {
    code: 'E_NOT_LISTENING',
    summary: `did not listen ${within(evidence)}`,
    facts: [...elsewhere(evidence), ...activityFacts(evidence)],
    hints: [...causes(evidence), advice(evidence), 'If it is slow to start, raise `startTimeoutMs`.'],
  })
}

/** Names the causes that the evidence shows, the surest first. */
function causes({ activities, pending, output, port, listeners, isStarted = true }: Evidence): string[] {
  const refused = refusedAddress(output)
  const lock = activities.find((activity) => activity.lock?.holder !== undefined)?.lock
  const wanted = new Set(pending.map(({ remote }) => remote))
  if (refused !== undefined && refused.port !== port) wanted.add(refused.text)
  return [
    ...(awaitedDebuggers(output).length > 0
      ? ['Remove `--inspect-brk` (`suspend=y` in Java): with it, a program begins when a debugger connects.']
      : []),
    ...(lock === undefined ? [] : [`Wait until process ${lock.holder}, which has the lock, has ended, or end it.`]),
    ...(activities.some(({ readsInput }) => readsInput !== undefined)
      ? ["It waits for input: give it the option that answers its question (`--yes`), or `stdin: 'closed'`."]
      : []),
    ...[...wanted].map((address) => `It wants to connect to ${address}: start that first, as a service that it needs.`),
    ...(isStarted && listeners.length === 0 && output.trim() !== ''
      ? ["If it is a worker, which listens nowhere: `port: 'none'`, and a line of its output as `ready: /started/`."]
      : []),
  ]
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
