import { checkProbes } from '../check-probes'
import { joinDescriptions } from '../join-descriptions'
import { linkedAbort } from '../linked-abort'
import type { Probe } from '../probe'

/**
 * Ready when one of `probes` is; the others are ended then. The notes of all are kept.
 * @throws TypeError when none is given, or one is no probe.
 */
export function any(...probes: readonly Probe[]): Probe {
  checkProbes(probes)
  return {
    description: joinDescriptions(probes, 'or'),
    asksPort: probes.every(({ asksPort }) => asksPort),
    wait: async (target, run) => {
      const { signal, abort, unlink } = linkedAbort(run.signal)
      try {
        // `race`, not `any`: a probe rejects only when the wait is over or can never succeed, and that must be heard.
        await Promise.race(probes.map((probe) => probe.wait(target, { ...run, signal })))
        for (const { description } of probes) run.forget?.(description)
      } finally {
        unlink()
        abort()
      }
    },
  }
}
