// Findings of a run about its commands, for their later starts. A variant of a service has the command of its original, and so its findings.

/** Findings of earlier starts of a command. */
export interface StartFindings {
  /** Whether it cannot listen on a port that bound sockets hold. */
  refusesHold: boolean
  /** Whether its Node.js cannot load the listen hook. */
  refusesHook: boolean
}

/** The findings of a run about its commands. */
export interface StartMemory {
  /** Returns the record of a command: one for each command line and directory, which every service with that command shares. */
  readonly of: (command: { readonly commandLine: string | readonly string[]; readonly cwd?: string }) => StartFindings
}

/** Makes an empty memory. */
export function createStartMemory(): StartMemory {
  const known = new Map<string, StartFindings>()
  return {
    of: ({ commandLine, cwd = '' }) => {
      const key = JSON.stringify([commandLine, cwd])
      const findings = known.get(key) ?? { refusesHold: false, refusesHook: false }
      known.set(key, findings)
      return findings
    },
  }
}
