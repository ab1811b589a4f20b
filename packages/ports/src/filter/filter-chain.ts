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

/** A rule of the system that may keep connections away. */
export interface FilterRule {
  /** Where it stands and what it says, such as `nft table inet filter, chain input: tcp dport 3000 drop`. */
  readonly text: string
  /** The command, for an administrator, that lets the connections through. */
  readonly remedy: string
}

/** The rules that may be the reason why a connection did not come through. */
export interface FilterRules {
  /** Those that certainly match come alone; where there is none, those that may. */
  readonly rules: readonly FilterRule[]
  /** The command that shows the rules to an administrator, where this user may not see them. */
  readonly hiddenBehind?: string
}
