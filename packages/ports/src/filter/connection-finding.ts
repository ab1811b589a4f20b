/**
 * How a connection fares: `open`, it is taken; `unaccepted`, it waits in the queue of a listener that does not accept it;
 * `absent`, nobody listens; `dropped`, somebody listens and no answer comes; `rejected`, somebody listens and it is refused
 * all the same; `forbidden`, the system does not let it out; `failed`, for a reason that is no filter's.
 */
export type ConnectionState = 'open' | 'unaccepted' | 'absent' | 'dropped' | 'rejected' | 'forbidden' | 'failed'

/** What a connection to an address of this machine met, beside what the kernel says of the listener there. */
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
  /** How many connections wait in its queue, where the system tells. */
  readonly waiting?: number
  /** Whether no interface that is up has the address. */
  readonly isAddressMissing: boolean
}
