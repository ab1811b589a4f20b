import type { PortOwner } from '@portside/ports'

// The start of a process is known to a hundredth of a second, and reckoned from the time since boot.
const toleranceMs = 50

/** Whether the owner of a port began before a service was started, and so is none of its processes. */
export function beganBefore(owner: PortOwner | undefined, startedAtMs: number): boolean {
  const beganAtMs = owner?.startedAt?.getTime() ?? Infinity
  return beganAtMs <= startedAtMs - toleranceMs
}
