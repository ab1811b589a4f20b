import type { PortOwner } from '@portside/ports'

// The start time of a process is accurate to a hundredth of a second and counted from the boot.
const toleranceMs = 50

/** Whether the owner of a port started before a service did, and so is none of its processes. */
export function beganBefore(owner: PortOwner | undefined, startedAtMs: number): boolean {
  const beganAtMs = owner?.startedAt?.getTime() ?? Infinity
  return beganAtMs <= startedAtMs - toleranceMs
}
