import { performance } from 'node:perf_hooks'
import { linkedAbort } from './linked-abort'
import type { Probe, ProbeRun, ProbeTarget } from '../probe'
import { sleep } from './pace'

/** Waits until every one of `probes` finds the target ready. When one gives up, the others are ended. */
export async function waitForAll(probes: readonly Probe[], target: ProbeTarget, run: ProbeRun): Promise<void> {
  const { signal, abort, unlink } = linkedAbort(run.signal)
  const waitFor = async (probe: Probe): Promise<void> => {
    await probe.wait(target, { ...run, signal })
    run.forget?.(probe.description)
  }
  try {
    await Promise.all(probes.map(waitFor))
  } finally {
    unlink()
    abort()
  }
}

/** Waits until one of `probes` finds the target ready, and ends the others. */
export async function waitForAny(probes: readonly Probe[], target: ProbeTarget, run: ProbeRun): Promise<void> {
  const { signal, abort, unlink } = linkedAbort(run.signal)
  try {
    // `race`, not `any`: a probe rejects only when the wait is over or can never succeed, and that must be reported.
    await Promise.race(probes.map(async (probe) => probe.wait(target, { ...run, signal })))
    for (const { description } of probes) run.forget?.(description)
  } finally {
    unlink()
    abort()
  }
}

const everyMs = 25

/** Waits until `probe` has found the target ready for `ms` milliseconds without a failed attempt between. */
export async function waitWhileStable(probe: Probe, ms: number, target: ProbeTarget, run: ProbeRun): Promise<void> {
  let sinceMs: number | undefined
  for (;;) {
    const watched = watchFailures(run)
    await probe.wait(target, watched.run)
    const nowMs = performance.now()
    if (sinceMs === undefined || watched.hasFailed()) sinceMs = nowMs
    const leftMs = sinceMs + ms - nowMs
    if (leftMs <= 0) return
    await sleep(Math.min(leftMs, everyMs), run.signal)
    run.signal.throwIfAborted()
  }
}

function watchFailures(run: ProbeRun): { readonly run: ProbeRun; readonly hasFailed: () => boolean } {
  let hasFailed = false
  return {
    run: {
      ...run,
      note: (attempt) => {
        // Some probes begin with an attempt that describes their condition; that is not a failure.
        if (attempt.outcome !== 'pending') hasFailed = true
        run.note(attempt)
      },
    },
    hasFailed: () => hasFailed,
  }
}
