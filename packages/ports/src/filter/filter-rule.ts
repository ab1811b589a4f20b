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
