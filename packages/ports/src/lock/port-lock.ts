/** The lock on a port between all processes of the machine (of the network namespace on Linux) that use portside. */
export interface PortLock {
  /** Gives the lock back; it is free when this returns. */
  release(): Promise<void>
}
