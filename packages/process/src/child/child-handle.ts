import type { ChildOutput } from '../output/child-output'
import type { ProcessIdentity } from '../table/process-identity'

/** A running process tree: the leader of a process group, and everything that it started. */
export interface ChildHandle {
  /** The process id of the leader, which is also the id of its process group. */
  readonly pid: number
  /** The start time of the leader, in a unit of the system; with `pid` it identifies the process for ever. */
  readonly startTime: number | undefined
  /** The value of `PORTSIDE_CHILD` in the environment of its whole tree. */
  readonly cookie: string
  /** The program and its arguments as they were started. */
  readonly argv: readonly string[]
  /** The environment that it was started with. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Its output on stdout and stderr. */
  readonly output: ChildOutput
  /**
   * Resolves when the leader has ended and its last output was read, whoever else holds the output open; never rejects. With `detaches` it resolves at
   * the end of the daemon.
   */
  readonly exited: Promise<ExitStatus>
  /** The exit status of the leader; `undefined` while it lives. */
  readonly status: ExitStatus | undefined
  /**
   * Ends the whole tree, once: further calls return the same promise. The stop time-out bounds it.
   * @throws PortsideError `E_STOP_TIMEOUT` when something survived SIGKILL.
   */
  stop(): Promise<StopReport>
  /** Pauses the whole tree (SIGSTOP): its sockets stay open, and nobody answers. */
  pause(): Promise<void>
  /** Resumes a paused tree (SIGCONT). */
  resume(): Promise<void>
  /** Kills the whole tree at once (SIGKILL), as a crash would; `stop` must still be called. */
  kill(): Promise<void>
  /** Returns the live processes that belong to it, as far as they are visible. */
  members(): Promise<readonly ProcessDescription[]>
  /** Returns the live processes that belong to it, and those that have ended and that their parents have not collected. */
  tree(): Promise<readonly TreeProcess[]>
  /** Returns the processes that are tracked by their id and start: the listener, and those that had left the process group. */
  tracked(): readonly ProcessIdentity[]
  /**
   * Reports to `stop` and the warden which process listens for this service, and tracks every other process that has left the process group by now.
   * For servers that daemonise and overwrite their environment this is the only trace.
   * @throws TypeError when `pid` is this process or the first of the system.
   */
  trackListener(pid: number): Promise<void>
  /** Lets the runner exit although the child lives. */
  unref(): void
  /** Keeps the runner alive as long as the child lives. */
  ref(): void
}

/** The exit status of a process. */
export interface ExitStatus {
  /** Its exit code; `null` when a signal ended it. */
  readonly code: number | null
  /** The signal that ended it; `null` when it exited by itself. */
  readonly signal: NodeJS.Signals | null
  /** The time at which the end was seen, in milliseconds of `performance.now()`. */
  readonly atMs: number
  /** True if the kernel killed processes because memory ran out while it ran, so its SIGKILL may be one of these. @default false */
  readonly isMemoryShort?: boolean
}

/** A process as reports name it. */
export interface ProcessDescription {
  /** Its process id. */
  readonly pid: number
  /** Its command line, or its name if the command line cannot be read. */
  readonly command: string
}

/** A process of a tree, at one moment. */
export interface TreeProcess extends ProcessDescription {
  /** The process id of its parent. */
  readonly ppid: number
  /** The time of its start, in a unit of the system. */
  readonly startTime: number
  /** Its state, a letter of proc(5); `Z` if it has ended. */
  readonly state: string
  /** The processor time that it has used, in milliseconds; absent if the system does not report it. */
  readonly cpuMs?: number
  /** The page faults of the children that it has collected, proc(5): more of them show that a child has ended. Absent if the system does not report it. */
  readonly childFaults?: number
  /** The way in which it ended; absent while it lives, and if that is not known. */
  readonly end?: Pick<ExitStatus, 'code' | 'signal'>
}

/** The result of stopping a service. */
export interface StopReport {
  /** The name of the service. */
  readonly service: string
  /** The signal that asked it to end. */
  readonly signal: NodeJS.Signals
  /** True if SIGKILL was needed. */
  readonly isForced: boolean
  /** The duration of the stop, in milliseconds. */
  readonly elapsedMs: number
  /** The processes that SIGKILL ended. */
  readonly killed: readonly ProcessDescription[]
  /** The processes that had left the process group (`setsid`, a double fork) and were found by descent, by listener or by cookie. */
  readonly strays: readonly ProcessDescription[]
}
