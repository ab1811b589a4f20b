import { invalidArgument, maxTimerMs } from '@portside/errors'
import type { OutputSink } from '../output/output-file'
import { parseCommandLine } from './parse-command-line'

/** How {@link spawnChild} starts a process, and how it is stopped later. */
export interface SpawnOptions extends StopOptions {
  /** The name of the service, for errors. */
  readonly service: string
  /** The working directory. */
  readonly cwd: string
  /** The whole environment of the child; `undefined` leaves a variable out. `PATH` is prefixed, the cookies are added. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** The cookie of the run: the child and what it starts carry it as `PORTSIDE_RUN_ID`. */
  readonly runId: string
  /** Whether the command is a line for the system's shell. @default false */
  readonly shell?: boolean | undefined
  /**
   * Whether the command leaves a daemon behind and ends with 0. `exited` then waits for the end of what it left, as
   * far as that can be seen (by cookie, descent or `noteListener`). @default false
   */
  readonly detaches?: boolean | undefined
  /**
   * `'pidns'` starts the command in a PID namespace of its own (Linux): whatever it starts ends with it, also what
   * scrubs its environment and hides. Inside, its process ids are other numbers. @default undefined
   */
  readonly contain?: 'pidns' | undefined
  /** What takes the whole output, line by line, such as a file of `openOutputFile`. @default undefined */
  readonly outputSink?: OutputSink | undefined
  /** Open descriptors, of listening sockets say, that the child gets as 3 and up. @default [] */
  readonly listenFds?: readonly number[] | undefined
  /** The user id of the child, for servers that refuse to run as root. @default that of the runner */
  readonly uid?: number | undefined
  /** The group id of the child. @default that of the runner */
  readonly gid?: number | undefined
}

/** How a child is stopped. */
export interface StopOptions {
  /** The signal that asks the process group to end. @default 'SIGTERM' */
  readonly stopSignal?: NodeJS.Signals | undefined
  /** How long a stop waits for each of its steps before it kills, in milliseconds. @default 5000 */
  readonly stopTimeoutMs?: number | undefined
  /** A command that ends the service, run before any signal is sent, with its folder and environment. @default undefined */
  readonly stopCommand?: string | readonly string[] | undefined
  /**
   * The names of daemons that are meant to stay and are not ended although the service has started them: a program
   * (`sccache`) or a main class (`GradleDaemon`). They must have left the process group, as daemons do. @default []
   */
  readonly leaveRunning?: readonly string[] | undefined
  /**
   * Aborted when nobody wants to wait any more: a stop that is going on, and any later one, kills at once, and leaves the stop
   * command out. It begins no stop. @default undefined
   */
  readonly force?: AbortSignal | undefined
}

/** How a stop is done when the options do not say it. */
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

/** Refuses options that cannot be meant, before anything is started. @throws TypeError */
export function checkOptions(options: SpawnOptions): void {
  const { detaches, contain, service } = options
  checkStopOptions(options)
  if (detaches && contain) throw invalidArgument('contain', `absent for ${service}, which detaches`, contain)
}

/** Refuses ways to stop that cannot be meant, such as a signal that no system has. @throws TypeError */
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

/** Windows has few of them, and definitions are shared with systems that have more. */
function isSignal(name: string): boolean {
  if (process.platform === 'win32') return /^SIG[A-Z\d]+$/.test(name)
  // Few services name a signal, and to import this module costs every test file a quarter of a millisecond.
  const { constants } = process.getBuiltinModule('node:os')
  return Object.hasOwn(constants.signals, name)
}
