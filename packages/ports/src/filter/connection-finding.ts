/**
 * The result of a connection. `open`: it is accepted; `unaccepted`: it waits in the queue of a listener that does not accept it; `absent`: nobody
 * listens; `dropped`: somebody listens and no answer comes; `rejected`: somebody listens and it is refused all the same; `forbidden`: the system does
 * not let it out; `failed`: a reason other than a filter.
 */
export type ConnectionState = 'open' | 'unaccepted' | 'absent' | 'dropped' | 'rejected' | 'forbidden' | 'failed'

/** The result of a connection to an address of this machine, with what the kernel reports of the listener there. */
export interface ConnectionFinding {
  readonly host: string
  readonly port: number
  readonly state: ConnectionState
  /** The system's error, such as `ECONNREFUSED`. */
  readonly errorCode?: string
  /** How long the connection took, or was waited for, in milliseconds. */
  readonly elapsedMs: number
  /** The address of the socket that listens there; `::` and `0.0.0.0` mean every address. */
  readonly listener?: string
  /** The number of connections in its queue; absent if the system does not report it. */
  readonly waiting?: number
  /** True if no interface that is up has the address. */
  readonly isAddressMissing: boolean
}
