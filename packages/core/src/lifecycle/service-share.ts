import type { ServiceScope } from '../define/service-scope'
import type { StartedService } from './service-instance'

/** Says which instance of a service is meant: there is one for each value of its scope's key. */
export type ScopeKeys = Readonly<Partial<Record<ServiceScope, string>>>

/** A share in a running service. */
export interface ServiceShare extends StartedService {
  readonly name: string
  readonly handle: unknown
  /** What it wrote from a moment on, in milliseconds since 1970, wherever it runs. */
  readonly readOutput: (beginMs?: number) => Promise<string>
  /** Restarts the instance; the share that comes of it stands for this one. Absent for what runs elsewhere. */
  readonly relaunch?: (whileStopped: () => unknown) => Promise<ServiceShare>
  /** Gives the share back. The last share of an instance stops it, unless the store keeps its scope. */
  readonly release: () => Promise<void>
}
