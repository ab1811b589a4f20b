/** A process as the system shows it. */
export interface ProcessEntry {
  /** Its process id. */
  readonly pid: number
  /** The process id of its parent; 1, or that of a sub-reaper, once the parent has ended. */
  readonly ppid: number
  /** The id of its process group. */
  readonly pgid: number
  /** The id of its session (setsid(2)); `undefined` if the system does not report it. */
  readonly session?: number | undefined
  /** Its state, a letter of proc(5): R running, S sleeping, D uninterruptible, T stopped, Z zombie, X dead. */
  readonly state: string
  /** The time of its start, in a unit of the system; with `pid` it identifies one process for ever. */
  readonly startTime: number
  /** Its name. */
  readonly name: string
  /** The processor time that it has used, in milliseconds; absent if the system does not report it with the table. */
  readonly cpuMs?: number
  /** The page faults of the children that it has collected, proc(5): more of them show that a child has ended. Absent if the system does not report it. */
  readonly childFaults?: number
  /** The status of an ended process as wait(2) reports it, which a zombie keeps for its parent; absent if it is not known. */
  readonly waitStatus?: number
}

/** Returns whether a process has not ended. A zombie has: it only waits for its parent to collect it. */
export function isLive(entry: ProcessEntry): boolean {
  return !'ZXx'.includes(entry.state)
}
