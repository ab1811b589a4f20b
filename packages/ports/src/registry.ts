// State: the one registry of this package, at globalThis[Symbol.for('portside.ports')], so that the ESM and the
// CommonJS build in one process (and every copy of the package in it) share their listeners and what they remember.

import type { PortRange } from './numbers/port-range'

/** The listeners of this thread to which held connections lead: the port on each loopback address of the machine. */
export interface Anchors {
  readonly v4: number
  /** Absent if the machine has no IPv6 loopback. */
  readonly v6: number | undefined
  /** Resolves when the connection from `port` of `address` has been accepted and is kept. */
  kept(address: string, port: number): Promise<void>
  close(): void
}

/** The data that this package keeps for the life of a thread. */
export interface Registry {
  /** The listeners to which held connections lead, and how many holds use them; absent while there is no hold. */
  anchors: { readonly opening: Promise<Anchors>; users: number } | undefined
  /** The system's range of ephemeral ports, if reading it takes a subprocess. */
  ephemeralRange: Promise<PortRange> | undefined
  readonly recent: RecentPorts
  /** The number of leases that are being made, and those that wait for their turn. */
  readonly turns: { running: number; readonly waiting: (() => void)[] }
}

/** The times of the last use of ports, in milliseconds since the epoch. */
export interface RecentPorts {
  readonly usedAt: Map<number, number>
  /** Uses that are not written to the user's cache yet. */
  readonly pending: Set<number>
  /** The contents of the user's cache when it was last read, and the time of that. */
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
