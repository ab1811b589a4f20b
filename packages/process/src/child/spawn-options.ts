import {
  checkOptions as checkNames,
  invalidArgument,
  maxTimerMs,
  optionRules,
  type OptionRules,
} from '@portside/errors'
import type { OutputSink } from '../output/output-file'
import type { ProcessDescription } from './child-handle'
import { parseCommandLine } from './parse-command-line'

/** The options for starting a process by {@link spawnChild}, and for stopping it later. */
export interface SpawnOptions extends StopOptions {
  /** The name of the service, for errors. */
  readonly service: string
  /** The working directory. */
  readonly cwd: string
  /** The whole environment of the child; a variable that is `undefined` is left out. `PATH` is prefixed, the cookies are added. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** The cookie of the run: the child and all that it starts carry it as `PORTSIDE_RUN_ID`. */
  readonly runId: string
  /**
   * The standard input of the command: `'open'`, nothing comes and it does not end, as in a terminal at which nobody types; `'closed'`, it is empty and
   * ends at once. @default 'open'
   */
  readonly stdin?: 'open' | 'closed' | undefined
  /** True if the command is a line for the system's shell. @default false */
  readonly shell?: boolean | undefined
  /**
   * True if the command leaves a daemon behind and exits with 0. `exited` then waits for the end of the daemon, as far as it is visible (by cookie,
   * descent or `trackListener`). @default false
   */
  readonly detaches?: boolean | undefined
  /**
   * `'pidns'` starts the command in its own PID namespace (Linux): all that it starts ends with it, even a process that clears its environment and
   * hides. Inside, its process ids are other numbers. @default undefined
   */
  readonly contain?: 'pidns' | undefined
  /** Receives the whole output, line by line, such as a file of `openOutputFile`. @default undefined */
  readonly outputSink?: OutputSink | undefined
  /**
   * A folder that only this user can change, such as the one of a run: the FIFO of the output is made in it, in a folder `fifos` that stays until the
   * caller removes it. @default a temporary one, which is removed with the last FIFO
   */
  readonly outputFolder?: string | undefined
  /** Open descriptors, such as those of listening sockets, that the child gets as 3 and up. @default [] */
  readonly listenFds?: readonly number[] | undefined
  /** The user id of the child, for servers that refuse to run as root. @default that of the runner */
  readonly uid?: number | undefined
  /** The group id of the child. @default that of the runner */
  readonly gid?: number | undefined
}

/** The options for stopping a child. */
export interface StopOptions {
  /** The signal that asks the process group to end. @default 'SIGTERM' */
  readonly stopSignal?: NodeJS.Signals | undefined
  /** How long a stop waits in each of its steps before it kills, in milliseconds. @default 5000 */
  readonly stopTimeoutMs?: number | undefined
  /** A command that ends the service, run before any signal is sent, with the service's folder and environment. @default undefined */
  readonly stopCommand?: string | readonly string[] | undefined
  /**
   * The names of daemons that the service starts and that must not be ended: a program (`sccache`) or a main class (`GradleDaemon`). They must have
   * left the process group, as daemons do. @default []
   */
  readonly leaveRunning?: readonly string[] | undefined
  /** Masks secrets in the errors of the child. @default nothing is masked */
  readonly mask?: ((text: string) => string) | undefined
  /** Called before processes that did not end in time are killed, which waits for what it returns. @default undefined */
  readonly onKill?: ((processes: readonly ProcessDescription[]) => Promise<void>) | undefined
  /** Once aborted, a stop that is going on, and any later one, kills at once and skips the stop command. It starts no stop. @default undefined */
  readonly force?: AbortSignal | undefined
}

/** Returns the stop options with their defaults. */
export function stopDefaults(options: StopOptions): {
  readonly stopSignal: NodeJS.Signals
  readonly stopTimeoutMs: number
  readonly leaveRunning: readonly string[]
} {
  return {
    stopSignal: options.stopSignal ?? 'SIGTERM',
    stopTimeoutMs: options.stopTimeoutMs ?? 5000,
    leaveRunning: options.leaveRunning ?? [],
  }
}

const { anything } = optionRules
/** The values are checked by those who use them. */
const rules: OptionRules<SpawnOptions> = {
  service: anything, cwd: anything, env: anything, runId: anything, stdin: anything, shell: anything, detaches: anything, contain: anything,
  outputSink: anything, outputFolder: anything, listenFds: anything, uid: anything, gid: anything, stopSignal: anything, stopTimeoutMs: anything,
  stopCommand: anything, leaveRunning: anything, onKill: anything, force: anything, mask: anything,
} // prettier-ignore

/** Refuses invalid options before anything is started. @throws TypeError */
export function checkOptions(options: SpawnOptions): void {
  checkNames('spawnChild()', options, rules)
  const { detaches, contain, service } = options
  checkStopOptions(options)
  if (detaches && contain) throw invalidArgument('contain', `absent for ${service}, which detaches`, contain)
}

/** Refuses invalid stop options, such as a signal that no system has. @throws TypeError */
export function checkStopOptions({ stopSignal, stopTimeoutMs, stopCommand, leaveRunning = [] }: StopOptions): void {
  if (stopSignal !== undefined && !isSignal(stopSignal)) {
    throw invalidArgument('stopSignal', "a signal's name, as 'SIGTERM'", stopSignal)
  }
  if (stopTimeoutMs !== undefined && !isDuration(stopTimeoutMs)) {
    throw invalidArgument('stopTimeoutMs', `milliseconds from 0 to ${maxTimerMs}`, stopTimeoutMs)
  }
  if (stopCommand !== undefined && !isCommand(stopCommand)) {
    throw invalidArgument('stopCommand', 'a command line or an array of its words', stopCommand)
  }
  for (const name of leaveRunning) {
    if (!/^[\w-]+$/.test(name)) throw invalidArgument('leaveRunning', 'names of programs, without a path', name)
  }
}

function isDuration(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= maxTimerMs
}

function isCommand(value: unknown): boolean {
  const words = typeof value === 'string' ? parseCommandLine(value) : value
  return Array.isArray(words) && words.every((word) => typeof word === 'string') && Boolean(words[0])
}

/** Windows has few signals, and definitions are shared with systems that have more. */
function isSignal(name: string): boolean {
  if (process.platform === 'win32') return /^SIG[A-Z\d]+$/.test(name)
  // Few services name a signal, and importing this module costs every test file a quarter of a millisecond.
  const { constants } = process.getBuiltinModule('node:os')
  return Object.hasOwn(constants.signals, name)
}
