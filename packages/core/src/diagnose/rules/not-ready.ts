import type { PortsideError } from '@portside/errors'
import { addressText } from '@portside/internal'
import { answerHints } from '../answer-hints'
import { activityFacts } from '../activity-facts'
import type { Evidence } from '../evidence'
import { unreadyError, within } from '../unready-error'

/** `E_NOT_READY`: no other rule matches. Shows the last attempt of each probe. */
export function notReady(evidence: Evidence): PortsideError {
  const hints = [...answerHints(evidence), ...otherPortHints(evidence), ...proxyHints(evidence)]
  const usual = 'If it is slow to start, raise `startTimeoutMs`; if `ready` asks for the wrong thing, change it.'
  return unreadyError(evidence, {
    code: 'E_NOT_READY',
    summary: `was not ready ${within(evidence)}`,
    facts: activityFacts(evidence),
    hints: hints.length > 0 ? hints : [usual],
  })
}

/** A whole URL in `ready` mostly has the port that the service has when it is started by hand, and here it was given another one. */
function otherPortHints({ attempts, host, port, namedPorts, listeners }: Evidence): string[] {
  if (!listeners.some((listener) => listener.port === port)) return []
  const refused = attempts.filter(({ outcome }) => outcome === 'refused')
  const asked = refused.map(({ address = '' }) => Number(/:(\d+)$/.exec(address)?.[1]))
  const other = asked.find((number) => number > 0 && number !== port && !namedPorts.includes(number))
  if (other === undefined) return []
  return [
    `It listens on ${addressText(host, port)}, which it was given, and \`ready\` asks port ${other}: write the path alone, such as \`ready: '/health'\`, which is requested at its own address.`,
  ]
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
