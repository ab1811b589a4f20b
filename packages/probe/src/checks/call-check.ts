import type { ProbeRun, ProbeAttempt, ProbeTarget, ReadyFunction } from '../probe'
import { withinLimit } from '../wait/attempt-limit'

type Failure = Omit<ProbeAttempt, 'probe'>

/** Calls `check` once, for at most `limitMs` milliseconds. */
export async function callCheck(
  check: ReadyFunction,
  target: ProbeTarget,
  run: ProbeRun,
  limitMs: number,
): Promise<Failure | undefined> {
  return withinLimit(run.signal, limitMs, (signal) =>
    Promise.race([outcomeOf(check, { ...target, signal }), whenAborted(signal, limitMs)]),
  )
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
