import type { ServiceScope } from './service-scope'
import type { StartedService } from '../lifecycle/service-instance'
import type { LaunchControl, LaunchOutput } from './start-context'

/** Says which instance of a service is meant: there is one for each value of its scope's key. */
export type ScopeKeys = Readonly<Partial<Record<ServiceScope, string>>>

/** A share in a running service, wherever that runs. After a restart it tells of what runs then. */
export interface ServiceShare extends Pick<StartedService, 'data' | 'elapsedMs' | 'crash'> {
  readonly name: string
  readonly scope: ServiceScope
  /** The handle, which goes on after a restart. */
  readonly handle: unknown
  /** What it writes, if it runs here. */
  readonly output?: LaunchOutput | undefined
  /** What it wrote from a moment on, in milliseconds since 1970. */
  readonly readOutput: (beginMs?: number) => Promise<string>
  /** Whether it can be started again: a command that was started here or by the supervisor can. */
  readonly isRestartable: boolean
  /** Calls `follow` after it was started again, or did not become ready then; absent for what runs elsewhere. */
  readonly onRelaunch?: (follow: () => void) => void
  /** For who owns the service; all of it rejects with a `TypeError` where nobody may or can do so. */
  readonly control: ShareControl
  /** For a service whose end is told only to those who have asked for that; absent where it is told to all who hold it. */
  readonly crashWatch?: CrashWatch
  /** Gives the share back. The last share of an instance stops it, unless the store keeps its scope. */
  readonly release: () => Promise<void>
}

/** Where the end of a service is told late. */
export interface CrashWatch {
  /** Whether the supervisor lists it as ready: that costs a look at a file. */
  readonly isListed: () => boolean
  /** Has its end told from now on: resolves when `crash` is up to date, and never rejects. */
  readonly follow: () => Promise<void>
}

/** How to disturb the service of a share on purpose. */
export interface ShareControl extends LaunchControl {
  /** Stops it, runs `whileStopped`, which does not throw, and starts it again on the same ports. What needs it is left alone. */
  readonly relaunch: (whileStopped: () => unknown) => Promise<void>
}

/** The error of who disturbs a service that is not held any more. */
export function alreadyReleased(name: string, cause?: unknown): TypeError {
  return new TypeError(`Expected \`${name}\` to be in use, but it has been stopped or given back`, { cause })
}
