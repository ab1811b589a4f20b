/** One socket that is bound to a port and does not listen: nobody else is handed the number, and a server can bind it. */
export interface Hold {
  readonly port: number
  /** Resolves when the hold is complete; rejects with the system's error when the port was taken already. */
  readonly kept: Promise<void>
  /** Lets go at once, without TIME_WAIT; resolves when the socket is closed. */
  release(): Promise<void>
}
