import type { Match } from './traffic'

/** The action of a rule on a packet that it matches; `other` continues with the next rule. */
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
  /** Its name with the name of its table; jumps use it as their target. */
  readonly id: string
  /** True if connections on this machine enter the chain directly (the hooks prerouting, input, output, postrouting). */
  readonly isEntry: boolean
  /** The chain's policy, if it keeps connections away. */
  readonly policy?: FilterRule
  readonly rules: readonly ChainRule[]
}

/** A rule of the system that may keep connections away. */
export interface FilterRule {
  /** The place and text of the rule, such as `nft table inet filter, chain input: tcp dport 3000 drop`. */
  readonly text: string
  /** The command with which an administrator lets the connections through. */
  readonly remedy: string
}

/** The rules that may have kept a connection away. */
export interface FilterRules {
  /** The rules that certainly match; if there are none, those that may match. */
  readonly rules: readonly FilterRule[]
  /** The command that shows the rules to an administrator; set if this user may not see them. */
  readonly hiddenBehind?: string
}
