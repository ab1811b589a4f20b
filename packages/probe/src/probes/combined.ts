import { invalidArgument } from '@portside/errors'
import type { Probe } from '../probe'

/**
 * Checks what `all`, `any` and `stable` are made of.
 * @throws TypeError when there is none, or one is no probe.
 */
export function checkProbes(probes: readonly unknown[]): void {
  if (probes.length === 0) throw invalidArgument('probes', 'at least one probe', probes)
  const stranger = probes.findIndex((probe) => !isProbe(probe))
  if (stranger >= 0) throw invalidArgument(`probes[${stranger}]`, 'made by `probe`', probes[stranger])
}

/** Whether `value` has what a {@link Probe} has. */
export function isProbe(value: unknown): value is Probe {
  if (typeof value !== 'object' || value === null) return false
  const { description, wait } = value as Partial<Probe>
  return typeof description === 'string' && typeof wait === 'function'
}
