/** How {@link spawnChild} starts a process, and how it is stopped later. */
export interface SpawnOptions {
  /** The name of the service, for errors. */
  readonly service: string
  /** The working directory. */
  readonly cwd: string
  /** The whole environment of the child; `undefined` leaves a variable out. `PATH` is prefixed, the cookies are added. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Whether the command is a line for the system's shell. @default false */
  readonly shell?: boolean | undefined
  /** The signal that asks the process group to end. @default 'SIGTERM' */
  readonly stopSignal?: NodeJS.Signals | undefined
  /** How long a stop waits for each of its steps before it kills, in milliseconds. @default 5000 */
  readonly stopTimeoutMs?: number | undefined
  /** The cookie of the run: the child and what it starts carry it as `PORTSIDE_RUN_ID`. */
  readonly runId: string
}

/** How a stop is done when the options do not say it. */
export function stopDefaults(
  options: Pick<SpawnOptions, 'stopSignal' | 'stopTimeoutMs'>,
): Required<{ [Key in 'stopSignal' | 'stopTimeoutMs']: NonNullable<SpawnOptions[Key]> }> {
  return { stopSignal: options.stopSignal ?? 'SIGTERM', stopTimeoutMs: options.stopTimeoutMs ?? 5000 }
}
