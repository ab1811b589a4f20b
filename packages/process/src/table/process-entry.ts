/** A process as the system shows it. */
export interface ProcessEntry {
  /** Its process id. */
  readonly pid: number
  /** The process id of its parent; 1, or that of a sub-reaper, once the parent has ended. */
  readonly ppid: number
  /** The id of its process group. */
  readonly pgid: number
  /** The id of its session (setsid(2)); `undefined` where the system does not tell. */
  readonly session?: number | undefined
  /** Its state, a letter of proc(5): R running, S sleeping, D uninterruptible, T stopped, Z zombie, X dead. */
  readonly state: string
  /** When it started, in a unit of the system; together with `pid` it names one process for ever. */
  readonly startTime: number
  /** Its name. */
  readonly name: string
}

/** A zombie has ended and only waits to be noticed by its parent. */
export function isLive(entry: ProcessEntry): boolean {
  return !'ZXx'.includes(entry.state)
}
