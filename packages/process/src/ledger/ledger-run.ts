import type { ProcessIdentity } from '../table/process-identity'

/** One run as the ledger records it, so that another process can find what it has left behind. */
export interface LedgerRun {
  /** The cookie of the run. */
  readonly runId: string
  /** The folder of the project that is tested. */
  readonly project: string
  /** The start of the run, as ISO 8601. */
  readonly startedAt: string
  /** The runner; once it has ended, all that it has started is left over. */
  readonly runner: ProcessIdentity
  /** The system to which these process ids belong. */
  readonly system: SystemIdentity
  /** The running services. */
  readonly services: readonly LedgerService[]
  /** The folders to remove after the run: folders below the temporary folder whose names end with `-<runId>`. */
  readonly directories: readonly string[]
}

/** A service as the ledger records it. */
export interface LedgerService {
  /** Its name. */
  readonly service: string
  /** Its command, for display; the caller that records it must mask secrets. */
  readonly command: string
  /** The port that it listens on. */
  readonly port?: number | undefined
  /** The time of its start, as ISO 8601. */
  readonly startedAt: string
  /** The leader of its process group. */
  readonly leader: ProcessIdentity
  /** The session that its leader began; it has the leader's number (setsid(2)). */
  readonly session: number
  /** The value of `PORTSIDE_CHILD` in the environment of its tree. */
  readonly cookie: string
  /** Its listener, and the processes that had left the process group. */
  readonly tracked: readonly TrackedProcess[]
  /** The signal that asks it to end. @default 'SIGTERM' */
  readonly stopSignal?: NodeJS.Signals | undefined
  /** How long a stop waits before it kills, in milliseconds. @default 5000 */
  readonly stopTimeoutMs?: number | undefined
}

/** A process of a service outside of its group. */
export interface TrackedProcess extends ProcessIdentity {
  /** Its session; `undefined` if the system does not report it. */
  readonly session?: number | undefined
}

/** The system on which process ids are valid. */
export interface SystemIdentity {
  /** The machine: several may share the files. */
  readonly machine: string
  /** The boot: process ids of an earlier one are void. Empty if the system does not report it. */
  readonly bootId: string
  /** The PID namespace: a container has its own. Empty if there are none. */
  readonly pidNamespace: string
}
