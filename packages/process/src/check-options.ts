import { invalidArgument, maxTimerMs } from '@portside/errors'
import { parseCommandLine } from './child/parse-command-line'
import type { SpawnOptions, StopOptions } from './child/spawn-options'

/** Refuses options that cannot be meant, before anything is started. @throws TypeError */
export function checkOptions(options: SpawnOptions): void {
  const { detaches, contain, service } = options
  checkStopOptions(options)
  if (detaches && contain) throw invalidArgument('contain', `absent for ${service}, which detaches`, contain)
}

/** Refuses ways to stop that cannot be meant, such as a signal that no system has. @throws TypeError */
export function checkStopOptions({ stopSignal, stopTimeoutMs, stopCommand, spares = [] }: StopOptions): void {
  if (stopSignal !== undefined && !isSignal(stopSignal)) {
    throw invalidArgument('stopSignal', "a signal's name, as 'SIGTERM'", stopSignal)
  }
  if (stopTimeoutMs !== undefined && !isDuration(stopTimeoutMs)) {
    throw invalidArgument('stopTimeoutMs', `milliseconds from 0 to ${maxTimerMs}`, stopTimeoutMs)
  }
  if (stopCommand !== undefined && !isCommand(stopCommand)) {
    throw invalidArgument('stopCommand', 'a command line or an array of its words', stopCommand)
  }
  for (const name of spares) {
    if (!/^[\w-]+$/.test(name)) throw invalidArgument('spares', 'names of programs, without a path', name)
  }
}

function isDuration(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= maxTimerMs
}

function isCommand(value: unknown): boolean {
  const words = typeof value === 'string' ? parseCommandLine(value) : value
  return Array.isArray(words) && words.every((word) => typeof word === 'string') && Boolean(words[0])
}

/** Windows has few of them, and definitions are shared with systems that have more. */
function isSignal(name: string): boolean {
  if (process.platform === 'win32') return /^SIG[A-Z\d]+$/.test(name)
  // Few services name a signal, and to import this module costs every test file a quarter of a millisecond.
  const { constants } = process.getBuiltinModule('node:os')
  return Object.hasOwn(constants.signals, name)
}
