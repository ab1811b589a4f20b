import type { ChildOutput } from '../output/child-output'
import type { ProcessIdentity } from '../table/process-identity'

/** A running process tree: the leader of a process group, and everything that it started. */
export interface ChildHandle {
  /** The process id of the leader, which is the id of its process group too. */
  readonly pid: number
  /** When the leader started, in a unit of the system; with `pid` it names the process for ever. */
  readonly startTime: number | undefined
  /** What its whole tree carries as `PORTSIDE_CHILD`. */
  readonly cookie: string
  /** The program and its arguments as they were started. */
  readonly argv: readonly string[]
  /** What it wrote to stdout and stderr. */
  readonly output: ChildOutput
  /**
   * Resolves when the leader has ended and its last output was read; never rejects. Grandchildren may hold the pipes
   * open, so the wait for the output ends after 20 ms. With `detaches` it is the end of the daemon.
   */
  readonly exited: Promise<ExitStatus>
  /** How the leader ended; `undefined` while it lives. */
  readonly status: ExitStatus | undefined
  /**
   * Ends the whole tree, once: further calls give the same promise. It is bounded by the stop time-out.
   * @throws PortsideError `E_STOP_TIMEOUT` when something survived SIGKILL.
   */
  stop(): Promise<StopReport>
  /** Stops the whole tree from running (SIGSTOP): its sockets stay, and nobody answers. */
  pause(): Promise<void>
  /** Lets a paused tree go on (SIGCONT). */
  resume(): Promise<void>
  /** Ends the whole tree at once (SIGKILL), as a crash would; a `stop` is still due. */
  kill(): Promise<void>
  /** The live processes that belong to it, as far as they can be seen. */
  members(): Promise<readonly ProcessDescription[]>
  /** The processes that were noted by their id and start: the listener, and what had left the process group. */
  tracked(): readonly ProcessIdentity[]
  /**
   * Tells `stop` and the warden which process listens for this service, and has them note what else has left the
   * process group by now. For servers that daemonise and write over their environment it is the only trace.
   * @throws TypeError when `pid` is this process or the first of the system.
   */
  trackListener(pid: number): Promise<void>
  /** Lets the runner end although the child lives. */
  unref(): void
  /** Keeps the runner alive as long as the child lives. */
  ref(): void
}

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
