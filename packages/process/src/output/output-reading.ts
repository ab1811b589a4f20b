// How the output of a service is read, whoever reads it.

/** Takes bytes, and the time at which they arrived, in milliseconds since 1970. */
export type TakeOutput = (bytes: Buffer, atMs: number) => void

/** The output of one service, which the thread reads. */
export interface OutputReading {
  /** Resolves when all writers have closed the output, or after `close`. */
  readonly ended: Promise<void>
  /** Resolves when all that has been written by now was taken. */
  readonly flush: () => Promise<void>
  /** Reads what has been written by now, and no more; `ended` then resolves. */
  readonly close: () => Promise<void>
  /** Whether this process lives for as long as the output has not ended. @default true */
  readonly keepAlive: (isKept: boolean) => void
}
