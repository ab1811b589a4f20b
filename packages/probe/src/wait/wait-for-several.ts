import { linkedAbort } from './linked-abort'
import type { Probe, ProbeRun } from '../probe'
import type { ProbeTarget } from '../probe-target'

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
