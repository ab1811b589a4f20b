import type { FilterRule } from '../filter-chain'
import { allOf, type Match, matchAddress, matchPort, negate, type Traffic } from '../traffic'

const remedy = `echo 'set skip on lo0' | cat - /etc/pf.conf | sudo pfctl -f -`

/**
 * Finds the rule in the output of `pfctl -s rules` (pf.conf(5): macOS, BSD) that blocks TCP connections over loopback: the last one that matches, or
 * the first with `quick`. A rule with an unknown condition is one that may match. pfctl prints the name of a port that has one in `/etc/services`
 * (`port = http-alt`); `services` gives the numbers for it.
 */
export function parsePfRules(
  text: string,
  traffic: Traffic,
  services: ServicePorts = new Map(),
): readonly FilterRule[] {
  let last: FilterRule | undefined
  for (const line of text.split('\n').map((whole) => whole.trim())) {
    const [, action, conditions = ''] = /^(block|pass)(?: (.*))?$/.exec(line) ?? []
    const match = action === undefined ? 'no' : matchRule(conditions, traffic, services)
    if (match === 'no') continue
    // A `pass` rule that only may match does not cancel one that blocks.
    if (action === 'block') last = { text: `pf: ${line}`, remedy }
    else if (match === 'yes') last = undefined
    if (match === 'yes' && /\bquick\b/.test(conditions)) break
  }
  return last === undefined ? [] : [last]
}

const known = [
  /^(?:drop|return|return-rst|return-icmp(?:\(.*?\))?|in|out|quick|log|all|flags \S+|keep state|no state)$/,
  /^label ".*"$/,
]
const words =
  /(?:on|proto|from|to|port|flags|label) (?:(?:!=?|[<>]=?) )?(?:\{[^}]*\}|"[^"]*"|\S+)|(?:keep|no|modulate) state|\S+/g

function matchRule(conditions: string, traffic: Traffic, services: ServicePorts): Match {
  const numbered = conditions.replaceAll(/(port (?:!?=|[<>]=?) )(\S+)/g, (_, operator: string, port: string) => {
    return `${operator}${services.get(port)?.join(',') ?? port}`
  })
  const parts = numbered.replaceAll(' = ', ' ').match(words) ?? []
  return allOf(parts.map((part) => matchPart(part, traffic)))
}

/** Judges one condition: `on lo0`, `proto tcp`, `from any`, `to 127.0.0.1`, `port 3000`. */
function matchPart(part: string, traffic: Traffic): Match {
  if (known.some((pattern) => pattern.test(part))) return 'yes'
  if (part === 'inet' || part === 'inet6') return yesIf((part === 'inet6') === traffic.host.includes(':'))
  const [key = '', value = ''] = part.split(/ (.*)/)
  const [, negated] = /^!=? (.*)$/.exec(value) ?? []
  if (negated !== undefined) return negate(matchPart(`${key} ${negated}`, traffic))
  if (key === 'on') return yesIf(value === 'lo0' || value === 'lo')
  if (key === 'proto') return yesIf(value === 'tcp')
  if ((key === 'from' || key === 'to') && value === 'any') return 'yes'
  if (key === 'from' || key === 'to') return matchAddress(traffic, value)
  return key === 'port' ? matchPort(traffic, value) : 'maybe'
}

function yesIf(holds: boolean): Match {
  return holds ? 'yes' : 'no'
}

/** The TCP ports that have a name in `/etc/services` (services(5)), by that name; one name may have several (`http-alt`: 591 and 8080). */
export type ServicePorts = ReadonlyMap<string, readonly number[]>

/** Reads `/etc/services`. */
export function parseServicesFile(text: string): ServicePorts {
  const services = new Map<string, number[]>()
  for (const line of text.split('\n')) {
    const [, name, port] = /^([^\s#]+)\s+(\d{1,5})\/tcp\b/.exec(line) ?? []
    if (name !== undefined) services.set(name, [...(services.get(name) ?? []), Number(port)])
  }
  return services
}
