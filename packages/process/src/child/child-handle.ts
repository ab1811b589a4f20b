import type { ChildOutput } from '../output/child-output'
import type { ExitStatus } from '../exit-status'
import type { ProcessIdentity } from '../table/process-identity'
import type { ProcessDescription, StopReport } from '../stop-report'

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
  noted(): readonly ProcessIdentity[]
  /**
   * Tells `stop` and the warden which process listens for this service, and has them note what else has left the
   * process group by now. For servers that daemonise and write over their environment it is the only trace.
   * @throws TypeError when `pid` is this process or the first of the system.
   */
  noteListener(pid: number): Promise<void>
  /** Lets the runner end although the child lives. */
  unref(): void
  /** Keeps the runner alive as long as the child lives. */
  ref(): void
}
