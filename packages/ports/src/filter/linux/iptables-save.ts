import type { ChainRule, FilterChain, Verdict } from '../filter-chain'
import { allOf, type Match, matchAddress, matchPort, negate, type Traffic } from '../traffic'

const entries = new Set(['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'])
const verdicts: Readonly<Record<string, Verdict>> = {
  ACCEPT: 'accept',
  DROP: 'drop',
  REJECT: 'reject',
  RETURN: 'return',
}

/** The program that wrote the output. */
export type IptablesProgram = 'iptables' | 'ip6tables'

/**
 * Reads the chains in the output of iptables-save(8) or ip6tables-save(8), judged for TCP connections over loopback. A rule with an unknown condition
 * is one that may match.
 */
export function parseIptablesSave(text: string, traffic: Traffic, program: IptablesProgram): readonly FilterChain[] {
  let table = ''
  const chains = new Map<string, FilterChain & { readonly rules: ChainRule[] }>()
  for (const line of text.split('\n')) {
    const [, name] = /^\*(\w+)/.exec(line) ?? []
    if (name !== undefined) table = name
    const [, chain, policy] = /^:(\S+) (\S+)/.exec(line) ?? []
    if (chain !== undefined) chains.set(`${table} ${chain}`, emptyChain(table, chain, { policy, program }))
    const [, ofChain, rule] = /^-A (\S+) ?(.*)$/.exec(line) ?? []
    if (ofChain === undefined || rule === undefined) continue
    chains.get(`${table} ${ofChain}`)?.rules.push(ruleOf(rule, { table, chain: ofChain, traffic, program }))
  }
  return [...chains.values()]
}

interface ChainHead {
  readonly policy: string | undefined
  readonly program: IptablesProgram
}

function emptyChain(table: string, name: string, { policy, program }: ChainHead): FilterChain & { rules: ChainRule[] } {
  const rule = { text: `${program} table ${table}, chain ${name}: policy DROP`, remedy: allow(program, table, name) }
  return {
    id: `${table} ${name}`,
    isEntry: entries.has(name),
    ...(policy === 'DROP' ? { policy: rule } : {}),
    rules: [],
  }
}

interface RulePlace {
  readonly table: string
  readonly chain: string
  readonly traffic: Traffic
  readonly program: IptablesProgram
}

function ruleOf(rule: string, { table, chain, traffic, program }: RulePlace): ChainRule {
  const [, conditions = '', jump = '', target = ''] = /^(.*?)-([jg]) (\S+)/.exec(withoutComment(rule)) ?? []
  const own = verdicts[target]
  const remove = `sudo ${program} -t ${table} -D ${chain} ${rule}`
  return {
    text: `${program} table ${table}, chain ${chain}: ${rule}`,
    remedy: entries.has(chain) ? allow(program, table, chain) : remove,
    match: matchConditions(conditions, traffic),
    verdict: own ?? (jump === 'g' ? 'goto' : 'jump'),
    ...(own === undefined ? { target: `${table} ${target}` } : {}),
  }
}

function withoutComment(rule: string): string {
  return rule.replace(/-m comment --comment (?:"(?:\\.|[^"\\])*"|\S+) ?/, '')
}

function allow(program: IptablesProgram, table: string, chain: string): string {
  const device = chain === 'OUTPUT' || chain === 'POSTROUTING' ? '-o' : '-i'
  return `sudo ${program}${table === 'filter' ? '' : ` -t ${table}`} -I ${chain} ${device} lo -j ACCEPT`
}

const option = /^(! )?--?([a-z][a-z-]*)((?: (?!!|-)(?:"[^"]*"|\S+))*) ?/

function matchConditions(text: string, traffic: Traffic): Match {
  const matches: Match[] = []
  for (let rest = text.trim(); rest !== '';) {
    const [whole, not, name = '', value = ''] = option.exec(rest) ?? []
    if (whole === undefined) return allOf([...matches, 'maybe'])
    const match = matchOption(name, value.trim(), traffic)
    matches.push(not === undefined ? match : negate(match))
    rest = rest.slice(whole.length)
  }
  return allOf(matches)
}

/** Judges one option: `-p tcp`, `--dport 80`, `-d 127.0.0.0/8`, `-i lo`, `--ctstate NEW`; `-m` only loads what others need. */
function matchOption(name: string, value: string, traffic: Traffic): Match {
  if (name === 'm') return ['tcp', 'multiport', 'conntrack', 'state'].includes(value) ? 'yes' : 'maybe'
  if (name === 'p') return ['tcp', '6', 'all'].includes(value) ? 'yes' : 'no'
  if (/^(?:[sd]port|[sd]?ports)$/.test(name)) return matchPort(traffic, value)
  if (name === 's' || name === 'd') return matchAddress(traffic, value)
  if (name === 'i' || name === 'o') return value.endsWith('+') ? 'maybe' : yesIf(value === 'lo')
  // Only the first packet of a connection has to come through.
  return name === 'ctstate' || name === 'state' ? yesIf(value.split(',').includes('NEW')) : 'maybe'
}

function yesIf(holds: boolean): Match {
  return holds ? 'yes' : 'no'
}
