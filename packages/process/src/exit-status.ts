/** How a process ended. */
export interface ExitStatus {
  /** Its exit code; `null` when a signal ended it. */
  readonly code: number | null
  /** The signal that ended it; `null` when it ended by itself. */
  readonly signal: NodeJS.Signals | null
  /** When the end was noticed, in milliseconds of `performance.now()`. */
  readonly atMs: number
  /** Whether the kernel has killed processes for want of memory while it ran, so that SIGKILL was perhaps one of these. @default false */
  readonly isMemoryShort?: boolean
}
