import { readFileSync } from 'node:fs'
import { unlessAborted } from '@portside/core/main'
import { signalExitCode } from './exit-codes'
import { ignoresHangUp } from '../ignores-hang-up'

/** The signals that ask this program to end. */
export interface Signals {
  /** Aborted when a signal comes. */
  readonly interrupted: AbortSignal
  /** Aborted when a second signal comes: the user does not want to wait. */
  readonly force: AbortSignal
  /** Rejects when a signal comes before `work` is done, or has already come. */
  readonly unlessInterrupted: <Result>(work: Promise<Result>) => Promise<Result>
  /**
   * Runs a command that receives the signals in the meantime: the first is given to `passOn`, unless the terminal has also sent it to the command.
   */
  readonly whileCommand: <Result>(passOn: PassOn, run: () => Promise<Result>) => Promise<Result>
}

type PassOn = (signal: NodeJS.Signals) => void

const handled: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** One Ctrl-C may come twice: the terminal sends it, and npm passes it on; timeout(1) signals a process and then its group. In milliseconds. */
const relayMs = 200

const longMs = 2 ** 30

/**
 * Runs `work` and turns signals into an orderly end: services are stopped, and the exit code is that of the signal unless the command's own says
 * more. Only a program may do this, never a library.
 */
export async function withSignals(work: (signals: Signals) => Promise<number>): Promise<number> {
  const interruption = new AbortController()
  const force = new AbortController()
  let first: NodeJS.Signals | undefined
  let lastMs = -Infinity
  let take: PassOn = forceIfAgain
  const handler = (signal: NodeJS.Signals): void => {
    if (performance.now() - lastMs < relayMs) return
    lastMs = performance.now()
    take(signal)
    first ??= signal
    interruption.abort()
  }
  // A signal that the parent wants ignored stays ignored.
  for (const signal of handled) process.on(signal, signal === 'SIGHUP' && ignoresHangUp() ? ignore : handler)
  // Neither a signal's handler nor a service that is ready keeps this process alive.
  const awake = setInterval(() => undefined, longMs)
  try {
    const code = await work({
      interrupted: interruption.signal,
      force: force.signal,
      unlessInterrupted: (result) => unlessAborted(result, interruption.signal),
      whileCommand,
    })
    return first !== undefined && code === 0 ? signalExitCode(first) : code
  } catch (error) {
    if (first === undefined || error !== interruption.signal.reason) throw error
    return signalExitCode(first)
  } finally {
    // The handlers stay: a signal at the last moment must not change the exit code.
    clearInterval(awake)
  }

  function forceIfAgain(): void {
    if (first !== undefined) force.abort()
  }

  async function whileCommand<Result>(passOn: PassOn, run: () => Promise<Result>): Promise<Result> {
    let hasPassedOn = false
    take = (signal) => {
      if (isFromTerminal(signal)) return
      if (hasPassedOn) return force.abort()
      hasPassedOn = true
      passOn(signal)
    }
    return run().finally(() => (take = forceIfAgain))
  }
}

function ignore(): void {
  // Without a listener, Node.js would end the process at the signal.
}

/** A terminal sends Ctrl-C to the whole foreground group, the command included: twice would mean "at once" to many runners. */
function isFromTerminal(signal: NodeJS.Signals): boolean {
  return signal === 'SIGINT' && hasTerminal()
}

/**
 * Returns whether a terminal sends Ctrl-C to this process and its group: it has a terminal, and is in the foreground there. On Linux read from
 * `/proc/self/stat` (proc(5)), also if the standard input is something else, as in a Git hook.
 */
function hasTerminal(): boolean {
  if (process.platform !== 'linux') return process.stdin.isTTY
  const stat = readFileSync('/proc/self/stat', 'utf8')
  // The name, in parentheses, may contain anything.
  const [, , group, , terminal, foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return terminal !== '0' && foreground === group
}
