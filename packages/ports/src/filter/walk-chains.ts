import type { ChainRule, FilterChain, FilterRule } from './filter-chain'
import { allOf, type Match } from './traffic'

const deepest = 16

/** A rule that keeps connections away, and whether this is certain. */
interface Culprit {
  readonly rule: FilterRule
  readonly match: Match
}

/** Walks through the chains as a packet would, and returns the rules that stop it: those that certainly do, else those that may. */
export function walkChains(chains: readonly FilterChain[]): readonly FilterRule[] {
  const culprits = chains.filter(({ isEntry }) => isEntry).flatMap((chain) => culpritsOf(chain, chains))
  const certain = culprits.filter(({ match }) => match === 'yes')
  return (certain.length > 0 ? certain : culprits).map(({ rule }) => rule)
}

function culpritsOf(entry: FilterChain, chains: readonly FilterChain[]): readonly Culprit[] {
  const found: Culprit[] = []
  const atEnd = walk(entry, 'yes', { chains, found, depth: 0 })
  return entry.policy === undefined || atEnd === 'no' ? found : [...found, { rule: entry.policy, match: atEnd }]
}

interface Walk {
  readonly chains: readonly FilterChain[]
  readonly found: Culprit[]
  readonly depth: number
}

/** Walks through a chain that is or may be reached; returns how certain it is that a packet reaches its end. */
function walk(chain: FilterChain, reached: Match, state: Walk): Match {
  let here = reached
  for (const rule of chain.rules.filter(({ match }) => match !== 'no')) {
    const isSure = rule.match === 'yes'
    if (rule.verdict === 'return' && isSure) return here
    const past = pass(rule, allOf([here, rule.match]), state)
    if (rule.verdict === 'goto' && isSure) return past
    if (isSure) here = past
    else if (past !== 'yes') here = 'maybe'
    if (here === 'no') return 'no'
  }
  return here
}

/** Applies a rule to a packet that it matches; returns how certain it is that the packet reaches the next rule. */
function pass(rule: ChainRule, hit: Match, state: Walk): Match {
  if (rule.verdict === 'drop' || rule.verdict === 'reject') state.found.push({ rule, match: hit })
  if (['drop', 'reject', 'accept'].includes(rule.verdict)) return 'no'
  const target = state.chains.find(({ id }) => id === rule.target)
  if (target === undefined || state.depth > deepest) return hit
  return walk(target, hit, { ...state, depth: state.depth + 1 })
}
