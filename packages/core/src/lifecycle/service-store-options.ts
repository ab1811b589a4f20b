import type { ServiceDefinition } from '../contract/service-definition'
import type { ServiceScope } from '../contract/service-scope'
import type { Run } from '../run/run'
import type { StartedService } from './service-instance'
import type { ScopeKeys, ServiceShare } from '../contract/service-share'

/** What a store is made with. */
export interface ServiceStoreOptions {
  readonly run: Run
  /** The folder that relative paths start from. @default that of the services file, else process.cwd() */
  readonly directory?: string | undefined
  /** Gives up every start when it is aborted. */
  readonly signal?: AbortSignal | undefined
  /** The scopes whose instances stay until `close`, failed ones too. @default [] */
  readonly keeps?: readonly ServiceScope[]
  /** Finds a service that runs elsewhere, as the supervisor's do. @default nowhere */
  readonly elsewhere?:
    | ((definition: ServiceDefinition, keys: ScopeKeys) => Promise<ServiceShare | undefined>)
    | undefined
  /** Is told of every service that has become ready. */
  readonly onReady?: (name: string, started: StartedService) => void
}
