// State: the one registry of this package, at globalThis[Symbol.for('portside.ports')], so that the ESM and the
// CommonJS build in one process (and every copy of the package in it) share their listeners and what they remember.

import type { PortRange } from './numbers/port-range'

/** The listeners of this thread that held connections lead to: the port on each loopback address that there is. */
export interface Anchors {
  readonly v4: number
  /** Absent where the machine has no IPv6 loopback. */
  readonly v6: number | undefined
  /** Resolves when the connection from `port` of `address` has been accepted and is kept. */
  kept(address: string, port: number): Promise<void>
  close(): void
}

/** What this package remembers for the life of a thread. */
export interface Registry {
  /** The listeners that held connections lead to, and how many holds use them; absent while there is no hold. */
  anchors: { readonly opening: Promise<Anchors>; users: number } | undefined
  /** The system's range of ephemeral ports, where asking takes a subprocess. */
  ephemeralRange: Promise<PortRange> | undefined
  readonly recent: RecentPorts
  /** The leases that are being made, and those that wait until there are fewer. */
  readonly turns: { running: number; readonly waiting: (() => void)[] }
}

/** When ports were last in use, in milliseconds since the epoch. */
export interface RecentPorts {
  readonly usedAt: Map<number, number>
  /** What is not written to the user's cache yet. */
  readonly pending: Set<number>
  /** What the user's cache said when it was last read, and when that was. */
  usedElsewhereAt: (port: number) => number
  readAt: number
}

const key = Symbol.for('portside.ports')

/** The registry of this thread. */
export function registry(): Registry {
  const holder = globalThis as { [key]?: Registry }
  holder[key] ??= Object.seal({
    anchors: undefined,
    ephemeralRange: undefined,
    recent: { usedAt: new Map(), pending: new Set(), usedElsewhereAt: () => 0, readAt: 0 },
    turns: { running: 0, waiting: [] },
  })
  return holder[key]
}
