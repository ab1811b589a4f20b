import { linkedAbort } from './wait/linked-abort'
import type { Probe, ProbeRun } from './probe'
import type { ProbeTarget } from './probe-target'

/** Waits until one of `probes` finds the target ready, and ends the others. */
export async function waitForAny(probes: readonly Probe[], target: ProbeTarget, run: ProbeRun): Promise<void> {
  const { signal, abort, unlink } = linkedAbort(run.signal)
  try {
    // `race`, not `any`: a probe rejects only when the wait is over or can never succeed, and that must be heard.
    await Promise.race(probes.map(async (probe) => probe.wait(target, { ...run, signal })))
    for (const { description } of probes) run.forget?.(description)
  } finally {
    unlink()
    abort()
  }
}
