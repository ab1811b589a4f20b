import type { PortsideError } from '@portside/errors'
import { answerHints } from '../answer-hints'
import { activityFacts } from '../activity-facts'
import type { Evidence } from '../evidence'
import { unreadyError, within } from '../unready-error'

/** `E_NOT_READY`: no other rule matches. Shows the last attempt of each probe. */
export function notReady(evidence: Evidence): PortsideError {
  const hints = [...answerHints(evidence), ...proxyHints(evidence)]
  const usual = 'If it is slow to start, raise `startTimeoutMs`; if `ready` asks for the wrong thing, change it.'
  return unreadyError(evidence, {
    code: 'E_NOT_READY',
    summary: `was not ready ${within(evidence)}`,
    facts: activityFacts(evidence),
    hints: hints.length > 0 ? hints : [usual],
  })
}

/** Functions in `ready` use a proxy if the environment of this process names one; probes with an address never do. */
function proxyHints({ attempts, proxies }: Evidence): string[] {
  const { variables, caught } = proxies
  const isAsked = attempts.some(({ address, outcome }) => address === undefined && outcome !== 'pending')
  if (caught.length === 0 || !isAsked) return []
  return [
    `${variables.join(' and ')} would catch what a check of \`ready\` asks by itself from ${caught.join(' and ')}: add these to NO_PROXY.`,
  ]
}
