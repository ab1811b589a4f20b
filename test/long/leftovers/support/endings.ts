/** How a run ends once a test has its services: by itself, by `process.exit` or a signal that its main process gets, or without a worker. */
const inTests = [
  'ends',
  'fails',
  'bails',
  'throws in setup',
  'exits in a test',
  'process.exit',
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  'SIGKILL',
  'Ctrl-C twice',
  'worker killed',
] as const

/** How a run ends before any test was run. */
const beforeTests = ['Ctrl-C at start', 'start fails', 'services throw', 'no services', 'exits at import'] as const

/** All endings, in the order of the matrix. */
export const endings = [...inTests, ...beforeTests] as const

export type Ending = (typeof endings)[number]

/** Whether no test is run. */
export function isBeforeTests(ending: Ending): boolean {
  return (beforeTests as readonly Ending[]).includes(ending)
}

/** Whether a run has a second test file. */
export function hasTwoFiles(ending: Ending): boolean {
  return ending === 'worker killed' || ending === 'bails'
}

/** Brings an ending about from outside. */
export interface EndingSignal {
  readonly signal: NodeJS.Signals
  /** Whether the whole process group gets it, as from a terminal, or the main process of the runner alone. */
  readonly isOfGroup: boolean
  /** Whether it comes again and again until the run has ended. */
  readonly isRepeated: boolean
}

/**
 * The signal that brings an ending about. `process.exit` is called by a handler of SIGUSR2 that each project installs in the
 * main process: that is where it ends the run.
 */
export function signalOf(ending: Ending): EndingSignal | undefined {
  if (ending === 'process.exit') return { signal: 'SIGUSR2', isOfGroup: false, isRepeated: false }
  if (ending.startsWith('Ctrl-C')) return { signal: 'SIGINT', isOfGroup: true, isRepeated: ending === 'Ctrl-C twice' }
  if (!ending.startsWith('SIG')) return undefined
  return { signal: ending as NodeJS.Signals, isOfGroup: false, isRepeated: false }
}
