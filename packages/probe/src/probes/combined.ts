import { invalidArgument, optionRules } from '@portside/errors'
import type { Probe } from '../probe'

/**
 * Checks the probes that `all`, `any` and `stable` combine.
 * @throws TypeError when there is none, or one is no probe.
 */
function checkProbes(probes: readonly unknown[]): void {
  if (probes.length === 0) throw invalidArgument('probes', 'at least one probe', probes)
  const otherOwner = probes.findIndex((probe) => !isProbe(probe))
  if (otherOwner >= 0) throw invalidArgument(`probes[${otherOwner}]`, 'made by `probe`', probes[otherOwner])
}

/** Returns whether `value` has the properties of a {@link Probe}. */
export function isProbe(value: unknown): value is Probe {
  if (typeof value !== 'object' || value === null) return false
  try {
    const { description, wait } = value as Partial<Probe>
    return typeof description === 'string' && typeof wait === 'function'
  } catch {
    // A getter or a proxy that throws is no probe.
    return false
  }
}

/** Joins the descriptions of several probes; those that are joined already get parentheses. */
function joinDescriptions(probes: readonly Probe[], word: 'and' | 'or'): string {
  return probes.map(({ description }) => parenthesised(description)).join(` ${word} `)
}

function parenthesised(description: string): string {
  return / (and|or) /.test(description.replace('2xx or 3xx', '')) ? `(${description})` : description
}

function schemeOf(probes: readonly Probe[]): string | undefined {
  return probes.find(({ scheme }) => scheme !== undefined)?.scheme
}

/**
 * Ready when every one of `probes` is.
 * @throws TypeError when none is given, or one is no probe.
 */
export function all(...probes: readonly Probe[]): Probe {
  checkProbes(probes)
  return {
    description: joinDescriptions(probes, 'and'),
    scheme: schemeOf(probes),
    asksPort: probes.some(({ asksPort }) => asksPort),
    isSocketEnough: probes.every(({ isSocketEnough }) => isSocketEnough),
    wait: async (target, run) => {
      const { waitForAll } = await import('../waiting')
      await waitForAll(probes, target, run)
    },
  }
}

/**
 * Ready when one of `probes` is; the others are then ended. The attempts of all are kept.
 * @throws TypeError when none is given, or one is no probe.
 */
export function any(...probes: readonly Probe[]): Probe {
  checkProbes(probes)
  return {
    description: joinDescriptions(probes, 'or'),
    scheme: schemeOf(probes),
    asksPort: probes.every(({ asksPort }) => asksPort),
    isSocketEnough: probes.some(({ isSocketEnough }) => isSocketEnough),
    wait: async (target, run) => {
      const { waitForAny } = await import('../waiting')
      await waitForAny(probes, target, run)
    },
  }
}

/**
 * Ready when `probe` has held for `ms` milliseconds without a failed attempt between: for a service that listens, migrates and listens again.
 * @throws TypeError when `probe` is no probe or `ms` no positive number.
 */
export function stable(probe: Probe, ms: number): Probe {
  checkProbes([probe])
  if (!optionRules.durationMs.isAccepted(ms)) throw invalidArgument('ms', optionRules.durationMs.expected, ms)
  return {
    description: `${probe.description}, for ${ms} ms`,
    scheme: probe.scheme,
    asksPort: probe.asksPort ?? false,
    isSocketEnough: probe.isSocketEnough ?? false,
    wait: async (target, run) => {
      const { waitWhileStable } = await import('../waiting')
      await waitWhileStable(probe, ms, target, run)
    },
  }
}
