import { usageError } from '@portside/errors'
import type { ServiceScope } from './service-scope'
import type { StartedService, LaunchControl, LaunchOutput } from './start-context'

/** The keys that select an instance of a service: there is one instance for each value of its scope's key. */
export type ScopeKeys = Readonly<Partial<Record<ServiceScope, string>>>

/** A share in a running service, in whichever process that runs. After a restart its properties describe the restarted service. */
export interface ServiceShare extends Pick<StartedService, 'data' | 'elapsedMs' | 'crash'> {
  readonly name: string
  readonly scope: ServiceScope
  /** The handle. It stays valid after a restart. */
  readonly handle: unknown
  /** The output of the service, if it runs in this process. */
  readonly output?: LaunchOutput | undefined
  /** Resolves once it is known whether the service is ready or has crashed: at once, unless its program has ended and may be started again. */
  readonly steady: () => Promise<void>
  /** Reads the output from a moment on, in milliseconds since 1970. */
  readonly readOutput: (beginMs?: number) => Promise<string>
  /** Calls a function of the launch, in the process of the instance. */
  readonly call: (name: string, argument?: unknown) => Promise<unknown>
  /** Whether the service can be started again. Only commands that were started here or by the supervisor can. */
  readonly isRestartable: boolean
  /** Calls `follow` after each relaunch, whether the service became ready again or not; absent for a service that runs elsewhere. */
  readonly onRelaunch?: (follow: () => void) => void
  /** The controls for the owner of the service. Each rejects with a `TypeError` if nobody may or can use it. */
  readonly control: ShareControl
  /** Present if a crash is reported only after `follow` was called; absent if every holder gets the report. */
  readonly crashWatch?: CrashWatch
  /** Releases the share. Releasing the last share of an instance stops it, unless the store keeps its scope. */
  readonly release: () => Promise<void>
}

/** Finds out on request whether a service has crashed. */
export interface CrashWatch {
  /** Whether the supervisor lists the service as ready. Reads one file. */
  readonly isListed: () => boolean
  /** Subscribes to the crash. Resolves when `crash` is up to date, and never rejects. */
  readonly follow: () => Promise<void>
}

/** Controls that disturb the service of a share on purpose. */
export interface ShareControl extends LaunchControl {
  /**
   * Stops the service, runs `whileStopped`, which does not throw, and starts the service again on the same ports. Services that need it are left
   * alone.
   */
  readonly relaunch: (whileStopped: () => unknown) => Promise<void>
}

/** The error for the use of a service after it was stopped or released. */
export function alreadyReleased(name: string, cause?: unknown): TypeError {
  return usageError(`Expected \`${name}\` to be in use, but it has been stopped or given back`, { cause })
}
