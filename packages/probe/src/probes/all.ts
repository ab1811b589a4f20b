import { checkProbes } from './combined'
import { joinDescriptions } from '../join-descriptions'
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
      const { waitForAll } = await import('../waiting')
      await waitForAll(probes, target, run)
    },
  }
}
