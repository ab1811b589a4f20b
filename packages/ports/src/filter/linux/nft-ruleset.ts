import type { ChainRule, FilterChain, Verdict } from '../filter-chain'
import { allOf, type Match, matchAddress, matchPort, negate, type Traffic } from '../traffic'

const hooks = new Set(['prerouting', 'input', 'output', 'postrouting'])

interface Table {
  readonly family: string
  readonly name: string
}

/**
 * Reads the chains in the output of `nft -a list ruleset` (nft(8)), judged for TCP connections over loopback. Tables of other families are ignored,
 * and a rule with an unknown condition is one that may match.
 */
export function parseNftRuleset(text: string, traffic: Traffic): readonly FilterChain[] {
  const chains: FilterChain[] = []
  let table: Table | undefined
  let lines: string[] = []
  let chain: string | undefined
  for (const line of text.split('\n').map((whole) => whole.trim())) {
    const [, kind, ...names] = /^(table|chain) (\S+)(?: (\S+))? \{/.exec(line) ?? []
    if (kind === 'table') table = { family: names[0] ?? '', name: names[1] ?? '' }
    else if (kind === 'chain') [chain, lines] = [names[0], []]
    else if (line === '}' && chain !== undefined) {
      if (table !== undefined && isOfFamily(table, traffic)) chains.push(chainOf(table, chain, { lines, traffic }))
      chain = undefined
    } else lines.push(line)
  }
  return chains
}

function isOfFamily({ family }: Table, { host }: Traffic): boolean {
  return family === 'inet' || family === (host.includes(':') ? 'ip6' : 'ip')
}

interface Body {
  readonly lines: readonly string[]
  readonly traffic: Traffic
}

function chainOf(table: Table, name: string, { lines, traffic }: Body): FilterChain {
  const { family, name: tableName } = table
  const place = `${family} ${tableName} ${name}`
  const title = `nft table ${family} ${tableName}, chain ${name}`
  const head = lines.map((line) => /^type \S+ hook (\S+) .*?(?:policy (\w+);)?$/.exec(line)).find(Boolean)
  const [, hook = '', policy] = head ?? []
  const device = hook === 'output' || hook === 'postrouting' ? 'oifname' : 'iifname'
  const remedy = `sudo nft insert rule ${place} ${device} lo accept`
  return {
    id: `${family} ${tableName} ${name}`,
    isEntry: hooks.has(hook),
    ...(policy === 'drop' ? { policy: { text: `${title}: policy drop`, remedy } } : {}),
    rules: lines.flatMap((line) => {
      const [, rule, handle] = /^(.*\S) # handle (\d+)$/.exec(line) ?? []
      if (rule === undefined) return []
      const remove = `sudo nft delete rule ${place} handle ${handle}`
      return [ruleOf(rule, { text: `${title}: ${rule}`, remedy: head ? remedy : remove }, { table, traffic })]
    }),
  }
}

function ruleOf(
  rule: string,
  shown: { text: string; remedy: string },
  { table, traffic }: { table: Table; traffic: Traffic },
): ChainRule {
  const [, conditions = '', verdict, target] =
    /^(.*?)\b(accept|drop|reject|return|jump|goto)\b ?(\S+)?/.exec(withoutComment(rule)) ?? []
  const leadsTo = verdict === 'jump' || verdict === 'goto' ? { target: `${table.family} ${table.name} ${target}` } : {}
  return {
    ...shown,
    match: matchConditions(conditions, traffic),
    verdict: (verdict ?? 'other') as Verdict,
    ...leadsTo,
  }
}

function withoutComment(rule: string): string {
  return rule.replace(/ comment "[^"]*"/, '')
}

const statement = /^(?:counter packets \d+ bytes \d+|counter|log(?: (?:prefix "[^"]*"|level \w+|flags \w+))*|notrack) ?/
const condition = /^((?:[a-z]\w*) (?:[a-z]\w*)|iifname|oifname|iif|oif) (!= )?(\{ [^}]* \}|"[^"]*"|\S+) ?/

function matchConditions(text: string, traffic: Traffic): Match {
  const matches: Match[] = []
  for (let rest = text.trim(); rest !== '';) {
    const [said] = statement.exec(rest) ?? []
    const [whole, key = '', not, value = ''] = condition.exec(rest) ?? []
    if (said === undefined && whole === undefined) return allOf([...matches, 'maybe'])
    rest = rest.slice((said ?? whole ?? '').length)
    if (said !== undefined) continue
    const match = matchCondition(key, value.replaceAll(/[{}"]/g, '').trim(), traffic)
    matches.push(not === undefined ? match : negate(match))
  }
  return allOf(matches)
}

/** Judges one condition: `tcp dport 80`, `ip daddr 127.0.0.0/8`, `iifname "lo"`, `meta l4proto tcp`, `ct state new`. */
function matchCondition(key: string, value: string, traffic: Traffic): Match {
  const isV6 = traffic.host.includes(':')
  const includes = (...names: string[]): Match => (value.split(/, ?/).some((one) => names.includes(one)) ? 'yes' : 'no')
  if (/^(?:tcp|th) [sd]port$/.test(key)) return matchPort(traffic, value)
  if (/^(?:udp|sctp|dccp|icmp|icmpv6) /.test(key)) return 'no'
  if (/^ip6? [sd]addr$/.test(key)) return key.startsWith('ip6') === isV6 ? matchAddress(traffic, value) : 'no'
  if (/^(?:meta )?[io]if(?:name)?$/.test(key)) return value.includes('*') ? 'maybe' : includes('lo')
  if (/^(?:meta l4proto|ip protocol|ip6 nexthdr)$/.test(key)) return includes('tcp', '6')
  if (key === 'meta nfproto') return includes(isV6 ? 'ipv6' : 'ipv4')
  // Only the first packet of a connection has to come through.
  return key === 'ct state' ? includes('new') : 'maybe'
}
