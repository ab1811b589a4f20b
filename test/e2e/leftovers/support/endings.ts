/** How a run ends: by itself, by `process.exit` or a signal that its main process gets, or without one of its workers. */
export const endings = [
  'ends',
  'fails',
  'throws in setup',
  'process.exit',
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  'SIGKILL',
  'worker killed',
] as const

export type Ending = (typeof endings)[number]

/**
 * The signal that brings an ending about. `process.exit` is called by a handler of SIGUSR2 that each project installs in the
 * main process: that is where it ends the run.
 */
export function signalOf(ending: Ending): NodeJS.Signals | undefined {
  if (ending === 'process.exit') return 'SIGUSR2'
  return ending.startsWith('SIG') ? (ending as NodeJS.Signals) : undefined
}
