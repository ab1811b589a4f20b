import type { LeaseNote } from '../lock/lease-note'

/**
 * The state of a taken port: `listen` (a process listens), `held` (leased by portside, nobody listens yet), `client` (a connection uses it),
 * `time-wait` (a closed connection still uses it, for up to a minute), `reserved` (by the system).
 */
export type PortState = 'listen' | 'held' | 'client' | 'time-wait' | 'reserved'

/** The owner of a port, as far as this user may see it. */
export interface PortOwner {
  readonly state: PortState
  /** The local addresses that are taken; `::` and `0.0.0.0` mean all. */
  readonly addresses: readonly string[]
  /** Absent if the system hides the process or there is none (`time-wait`, `reserved`). */
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
  /** The purpose for which portside leased the port, in this process or another one. */
  readonly lease?: LeaseNote
  /** An explanation of such an owner, and what to do about it. */
  readonly hint?: string
}

/** The facts about a process, as far as this user may see it. */
export type ProcessFacts = Pick<
  PortOwner,
  'pid' | 'ppid' | 'parentCommand' | 'command' | 'cwd' | 'uid' | 'user' | 'startedAt' | 'container' | 'networkNamespace'
>

/** A listening TCP socket of a process. */
export interface ProcessListener {
  readonly pid: number
  /** The address on which it listens; `::` and `0.0.0.0` mean every address. */
  readonly address: string
  readonly port: number
  /** True if it listens in another network namespace than this process, so nothing from here reaches it. */
  readonly isElsewhere: boolean
}
