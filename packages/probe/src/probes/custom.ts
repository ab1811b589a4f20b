import { clearTimeout, setTimeout } from 'node:timers'
import { invalidArgument } from '@portside/errors'
import { linkedAbort } from '../linked-abort'
import { requestRhythm } from '../pace'
import { poll } from '../poll'
import type { Probe, ProbeRun } from '../probe'
import type { ProbeAttempt } from '../probe-attempt'
import type { ProbeTarget } from '../probe-target'

/** A user's own check: ready when it returns (or resolves with) anything but `false`. */
export type ReadyFunction = (target: ProbeTarget & { readonly signal: AbortSignal }) => unknown

type Failure = Omit<ProbeAttempt, 'probe'>

/**
 * Ready when `check` returns anything but `false` and throws nothing. It is called again and again, one call at a time;
 * a call that takes too long has its signal aborted and counts as no answer.
 * @throws TypeError when `check` is no function.
 */
export function custom(check: ReadyFunction): Probe {
  if (typeof check !== 'function') throw invalidArgument('check', 'a function', check)
  const description = check.name === '' ? 'its check succeeds' : `${check.name}() succeeds`
  return {
    description,
    wait: (target, run) => poll(description, requestRhythm, run, ({ limitMs }) => call(check, target, run, limitMs)),
  }
}

async function call(
  check: ReadyFunction,
  target: ProbeTarget,
  run: ProbeRun,
  limitMs: number,
): Promise<Failure | undefined> {
  const { signal, abort, unlink } = linkedAbort(run.signal)
  const timer = setTimeout(abort, limitMs)
  try {
    return await Promise.race([outcomeOf(check, { ...target, signal }), whenAborted(signal, limitMs)])
  } finally {
    clearTimeout(timer)
    unlink()
    abort()
  }
}

async function outcomeOf(
  check: ReadyFunction,
  target: ProbeTarget & { readonly signal: AbortSignal },
): Promise<Failure | undefined> {
  try {
    return (await check(target)) === false ? { outcome: 'answered', detail: 'the check returned false' } : undefined
  } catch (error) {
    return { outcome: 'failed', detail: `the check threw: ${messageOf(error)}`, cause: error }
  }
}

function whenAborted(signal: AbortSignal, limitMs: number): Promise<Failure> {
  const failure: Failure = { outcome: 'silent', detail: `the check did not end within ${Math.round(limitMs)} ms` }
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(failure), { once: true }))
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
