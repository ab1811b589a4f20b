/** A process as reports name it. */
export interface ProcessDescription {
  /** Its process id. */
  readonly pid: number
  /** Its command line, or its name where the command line cannot be read. */
  readonly command: string
}

/** What it took to stop a service. */
export interface StopReport {
  /** The name of the service. */
  readonly service: string
  /** The signal that asked it to end. */
  readonly signal: NodeJS.Signals
  /** Whether SIGKILL was needed. */
  readonly isForced: boolean
  /** How long the stop took, in milliseconds. */
  readonly elapsedMs: number
  /** What was ended by SIGKILL. */
  readonly killed: readonly ProcessDescription[]
  /** What had left the process group (`setsid`, a double fork) and was found by descent, by listener or by cookie. */
  readonly strays: readonly ProcessDescription[]
}
