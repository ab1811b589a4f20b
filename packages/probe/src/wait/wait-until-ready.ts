import { performance } from 'node:perf_hooks'
import { setImmediate } from 'node:timers'
import { invalidArgument } from '@portside/errors'
import type { Address, Probe, ProbeRun, ProbeAttempt, ProbeTarget } from '../probe'
import { startDeadline } from './deadline'
import { keepAttempts } from './keep-attempts'
import { linkedAbort } from './linked-abort'

/** The limits of a wait. */
export interface WaitLimits {
  /** How long to wait, in milliseconds; the time that this process was blocked does not count. */
  readonly timeoutMs: number
  /** Settles when the service's process has ended. @default never */
  readonly exited?: Promise<unknown>
  /** Ends the wait from outside. @default never */
  readonly signal?: AbortSignal
  /** The longest time of one attempt, in milliseconds. @default 5 to 30 s, after the time waited */
  readonly attemptTimeoutMs?: number | undefined
  /** The pause between two attempts, in milliseconds. @default after the time waited, and shorter where a sign is seen */
  readonly intervalMs?: number | undefined
  /** Called with every attempt that failed. @default not called */
  readonly onAttempt?: (attempt: ProbeAttempt) => void
  /** Called with every connection that was made to the target, as soon as the probe has sent its request there. @default not called */
  readonly onConnection?: (address: Address) => void
}

/** The result of a wait. */
export interface Readiness {
  readonly state: 'ready' | 'exited' | 'timeout' | 'aborted'
  readonly elapsedMs: number
  /** The last failed attempt of each probe on each address. */
  readonly attempts: readonly ProbeAttempt[]
}

/**
 * Waits until `probe` finds the target ready, its process ends, the time is over, or the signal aborts; the first wins, and the wait ends completely.
 * @throws TypeError when `timeoutMs` is no positive number, or the target lacks what the probe needs.
 */
export async function waitUntilReady(probe: Probe, target: ProbeTarget, limits: WaitLimits): Promise<Readiness> {
  const { timeoutMs, exited, signal = new AbortController().signal } = limits
  if (!(typeof timeoutMs === 'number' && timeoutMs > 0))
    throw invalidArgument('timeoutMs', 'a positive number of milliseconds', timeoutMs)
  const startedAtMs = performance.now()
  const attempts = keepAttempts()
  const run = linkedAbort(signal)
  const deadline = startDeadline(timeoutMs)
  const ready = begin(probe, target, {
    signal: run.signal,
    note: (attempt) => {
      attempts.note(attempt)
      limits.onAttempt?.(attempt)
    },
    forget: attempts.forget,
    connected: limits.onConnection,
    attemptTimeoutMs: limits.attemptTimeoutMs,
    intervalMs: limits.intervalMs,
    listeners: target.listeners,
    output: target.output,
  })
  let end = run.abort
  try {
    const ends: Promise<Readiness['state']>[] = [
      ready,
      deadline.reached.then(() => 'timeout' as const),
      aborted(run.signal),
    ]
    // First, so that the exit wins if both have already settled: then another process answers.
    if (exited !== undefined) ends.unshift(exited.then(exit, exit))
    const state = await Promise.race(ends)
    // After success, the code that waits for the service runs first. After a failure, the probe ends at once.
    if (state === 'ready') end = () => void setImmediate(run.abort)
    return { state, elapsedMs: performance.now() - startedAtMs, attempts: attempts.list() }
  } finally {
    deadline.cancel()
    run.unlink()
    end()
  }
}

/** An abort is not a failure of the probe, and is ignored once the wait has ended in another way. */
async function begin(probe: Probe, target: ProbeTarget, run: ProbeRun): Promise<'ready' | 'aborted'> {
  try {
    await probe.wait(target, run)
    return 'ready'
  } catch (error) {
    if (run.signal.aborted) return 'aborted'
    throw error
  }
}

function exit(): 'exited' {
  return 'exited'
}

function aborted(signal: AbortSignal): Promise<'aborted'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('aborted')
    else signal.addEventListener('abort', () => resolve('aborted'), { once: true })
  })
}
