import { constants } from 'node:os'

/** The exit codes of `portside`, apart from the code of the command that it ran. */
export const exitCodes = {
  /** A service did not start, or nobody has the port. */
  failure: 1,
  /** The arguments are wrong. */
  usage: 2,
  /** The command may not be run: the shell's convention. */
  notExecutable: 126,
  /** The command does not exist: the shell's convention. */
  notFound: 127,
} as const

/** Returns the exit code of a process that a signal ended: 128 and the signal's number, as in shells. */
export function signalExitCode(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal]
}
