/** One socket that is bound to a port and does not listen: the kernel gives the number to nobody else, and a server can bind it. */
export interface Hold {
  readonly port: number
  /** Resolves when the hold is complete; rejects with the system's error when the port was already taken. */
  readonly kept: Promise<void>
  /** Releases the port at once, without TIME_WAIT; resolves when the socket is closed. */
  release(): Promise<void>
}
