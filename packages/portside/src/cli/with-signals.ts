import { signalExitCode } from './exit-codes'

/** The signals that ask this program to end. */
export interface Signals {
  /** Calls `listener` for every signal from now on. */
  readonly onSignal: (listener: (signal: NodeJS.Signals) => void) => void
  /** Rejects when a signal comes before `work` is done. */
  readonly unlessInterrupted: <Result>(work: Promise<Result>) => Promise<Result>
}

const handled: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Runs `work` with signals turned into an orderly end: services are stopped, and the exit code is that of the signal
 * unless the command's own says more. A program may do so; a library never would.
 */
export async function withSignals(work: (signals: Signals) => Promise<number>): Promise<number> {
  const listeners = new Set<(signal: NodeJS.Signals) => void>()
  let first: NodeJS.Signals | undefined
  const handler = (signal: NodeJS.Signals): void => {
    first ??= signal
    for (const listener of listeners) listener(signal)
  }
  for (const signal of handled) process.on(signal, handler)
  try {
    const code = await work({ onSignal: (listener) => void listeners.add(listener), unlessInterrupted })
    return first !== undefined && code === 0 ? signalExitCode(first) : code
  } catch (error) {
    if (first === undefined) throw error
    return signalExitCode(first)
  } finally {
    for (const signal of handled) process.off(signal, handler)
  }

  async function unlessInterrupted<Result>(result: Promise<Result>): Promise<Result> {
    const interrupted = new Promise<never>((_, reject) => {
      if (first !== undefined) reject(new Error(first))
      listeners.add((signal) => reject(new Error(signal)))
    })
    return Promise.race([result, interrupted])
  }
}
