import type { FilterRule } from './filter-rule'
import type { Match } from './traffic'

/** What a rule does with what it matches; `other` goes on with the next rule. */
export type Verdict = 'accept' | 'drop' | 'reject' | 'jump' | 'goto' | 'return' | 'other'

/** A rule of a chain, judged for certain traffic. */
export interface ChainRule extends FilterRule {
  readonly match: Match
  readonly verdict: Verdict
  /** The chain that a jump leads to. */
  readonly target?: string
}

/** A chain of rules: of nft(8), or of iptables(8). */
export interface FilterChain {
  /** Its name, with its table's: the target of jumps. */
  readonly id: string
  /** Whether connections on this machine enter it by themselves (the hooks prerouting, input, output, postrouting). */
  readonly isEntry: boolean
  /** What its policy does at its end, where that keeps connections away. */
  readonly policy?: FilterRule
  readonly rules: readonly ChainRule[]
}
