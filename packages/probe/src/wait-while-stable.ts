import { performance } from 'node:perf_hooks'
import type { Probe, ProbeRun } from './probe'
import type { ProbeTarget } from './probe-target'
import { sleep } from './sleep'

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
        // Some probes begin by noting what they wait for; that is no failure.
        if (attempt.outcome !== 'pending') hasFailed = true
        run.note(attempt)
      },
    },
    hasFailed: () => hasFailed,
  }
}
