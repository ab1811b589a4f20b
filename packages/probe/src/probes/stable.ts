import { invalidArgument, optionRules } from '@portside/errors'
import { checkProbes } from './combined'
import type { Probe } from '../probe'

/**
 * Ready when `probe` has held for `ms` milliseconds without a failed attempt between: for a service that listens,
 * migrates and listens again.
 * @throws TypeError when `probe` is no probe or `ms` no positive number.
 */
export function stable(probe: Probe, ms: number): Probe {
  checkProbes([probe])
  if (!optionRules.durationMs.isAccepted(ms)) throw invalidArgument('ms', optionRules.durationMs.expected, ms)
  return {
    description: `${probe.description}, for ${ms} ms`,
    asksPort: probe.asksPort ?? false,
    wait: async (target, run) => {
      const { waitWhileStable } = await import('../waiting')
      await waitWhileStable(probe, ms, target, run)
    },
  }
}
