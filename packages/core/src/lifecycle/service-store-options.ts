import type { ServiceDefinition } from '../contract/service-definition'
import type { ServiceScope } from '../contract/service-scope'
import type { Run } from '../run/run'
import type { StartedService } from '../contract/start-context'
import type { ScopeKeys, ServiceShare } from '../contract/service-share'

/** The options of a store. */
export interface ServiceStoreOptions {
  readonly run: Run
  /** The folder that relative paths start from. @default that of the services file, else process.cwd() */
  readonly directory?: string | undefined
  /** Gives up every start when it is aborted. */
  readonly signal?: AbortSignal | undefined
  /** The scopes whose instances stay until `close`, even failed ones. @default [] */
  readonly keeps?: readonly ServiceScope[]
  /** Whether what services of single tests need stays until `endIdle`, if its own scope is wider. @default false */
  readonly keepsNeedsOfTests?: boolean
  /** Finds a service that runs elsewhere, such as in the supervisor's process. @default nowhere */
  readonly elsewhere?:
    | ((definition: ServiceDefinition, keys: ScopeKeys) => Promise<ServiceShare | undefined>)
    | undefined
  /** Called with every service that has become ready. */
  readonly onReady?: (name: string, started: StartedService) => void
}
