import type { LeaseNote } from '../lock/lease-note'

/**
 * How a port is taken: `listen` (somebody listens), `held` (leased by portside, nobody listens yet), `client` (a
 * connection uses it), `time-wait` (a closed connection still does, for up to a minute), `reserved` (by the system).
 */
export type PortState = 'listen' | 'held' | 'client' | 'time-wait' | 'reserved'

/** Who has a port, as far as this user may know. */
export interface PortOwner {
  readonly state: PortState
  /** The local addresses that are taken; `::` and `0.0.0.0` mean all. */
  readonly addresses: readonly string[]
  /** Absent where the system hides the process, or where there is none (`time-wait`, `reserved`). */
  readonly pid?: number
  readonly ppid?: number
  /** The parent's program and arguments. */
  readonly parentCommand?: readonly string[]
  /** The program and its arguments. */
  readonly command?: readonly string[]
  readonly cwd?: string
  /** The user id that made the socket; absent on Windows. */
  readonly uid?: number
  readonly user?: string
  readonly startedAt?: Date
  /** Every port that the process listens on, this one included. */
  readonly ports?: readonly number[]
  /** The other end of the connection, for `client` and `time-wait`. */
  readonly remote?: string
  /** The container that the process runs in, or that it forwards the port to. */
  readonly container?: string
  /** The name that `ip netns` gives the process's network namespace. */
  readonly networkNamespace?: string
  /** What portside leased the port for, in this process or another one. */
  readonly lease?: LeaseNote
  /** What is known about such an owner, and what to do about it. */
  readonly hint?: string
}

/** A listening TCP socket of a process. */
export interface ProcessListener {
  readonly pid: number
  /** Where it listens; `::` and `0.0.0.0` mean every address. */
  readonly address: string
  readonly port: number
  /** Whether it listens in another network namespace than this process, where nothing from here reaches it. */
  readonly isElsewhere: boolean
}
