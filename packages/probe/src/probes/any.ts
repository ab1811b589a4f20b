import { checkProbes } from './combined'
import { joinDescriptions } from '../join-descriptions'
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
      const { waitForAny } = await import('../waiting')
      await waitForAny(probes, target, run)
    },
  }
}
