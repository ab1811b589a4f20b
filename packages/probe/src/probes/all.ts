import { checkProbes } from '../check-probes'
import { joinDescriptions } from '../join-descriptions'
import { linkedAbort } from '../linked-abort'
import type { Probe } from '../probe'

/**
 * Ready when every one of `probes` is.
 * @throws TypeError when none is given, or one is no probe.
 */
export function all(...probes: readonly Probe[]): Probe {
  checkProbes(probes)
  return {
    description: joinDescriptions(probes, 'and'),
    asksPort: probes.some(({ asksPort }) => asksPort),
    wait: async (target, run) => {
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
    },
  }
}
