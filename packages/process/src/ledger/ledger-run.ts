import type { ProcessIdentity } from '../table/process-identity'

/** One run as it is written down, so that another process can find what it has left behind. */
export interface LedgerRun {
  /** The cookie of the run. */
  readonly runId: string
  /** The project that is tested, as a folder. */
  readonly project: string
  /** When the run began, as ISO 8601. */
  readonly startedAt: string
  /** The runner: what it has started is left over once it has ended. */
  readonly runner: ProcessIdentity
  /** The system whose process ids these are. */
  readonly system: SystemIdentity
  /** What runs. */
  readonly services: readonly LedgerService[]
  /** What has to be removed after the run: folders below the temporary folder whose names end with `-<runId>`. */
  readonly directories: readonly string[]
}

/** A service as it is written down. */
export interface LedgerService {
  /** Its name. */
  readonly service: string
  /** What to show of its command: secrets have to be masked by who records it. */
  readonly command: string
  /** The port that it listens on. */
  readonly port?: number | undefined
  /** When it was started, as ISO 8601. */
  readonly startedAt: string
  /** The leader of its process group. */
  readonly leader: ProcessIdentity
  /** The session that its leader has begun, which has the number of that (setsid(2)). */
  readonly session: number
  /** What its tree carries as `PORTSIDE_CHILD`. */
  readonly cookie: string
  /** Its listener, and what had left the process group. */
  readonly tracked: readonly TrackedProcess[]
  /** The signal that asks it to end. @default 'SIGTERM' */
  readonly stopSignal?: NodeJS.Signals | undefined
  /** How long a stop waits before it kills, in milliseconds. @default 5000 */
  readonly stopTimeoutMs?: number | undefined
}

/** A process of a service outside of its group. */
export interface TrackedProcess extends ProcessIdentity {
  /** Its session; `undefined` where the system does not tell. */
  readonly session?: number | undefined
}

/** Where process ids mean what they say. */
export interface SystemIdentity {
  /** The machine: files may be shared by several. */
  readonly machine: string
  /** The boot: process ids of an earlier one name nothing. Empty where the system does not tell. */
  readonly bootId: string
  /** The PID namespace: a container has its own. Empty where there are none. */
  readonly pidNamespace: string
}
