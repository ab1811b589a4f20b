import { unlessGiven } from '../../run/given-environments'
import { checkOptions, invalidArgument, oneOf, optionRules, type OptionRules } from '@portside/errors'
import type { ServiceLink } from '../../contract/service-link'
import { boundedCleanUps } from '../../contract/bounded-clean-ups'
import type { StartContext } from '../../contract/start-context'
import { createDefinition, needsRule } from '../../definition/create-definition'
import type {
  AllowedScope,
  HandlesOf,
  NarrowestScope,
  Needs,
  NoNeeds,
  ServiceDefinition,
} from '../../contract/service-definition'
import { type ServiceScope, serviceScopes } from '../../contract/service-scope'

/** Data that survives JSON and so can be sent to other processes. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }

/** The inputs of a custom service's `start`. */
export interface ServiceStartContext<N extends Needs> extends Omit<StartContext, 'needs' | 'defer'> {
  /** The handles of the services that it needs. */
  readonly needs: HandlesOf<N>
  /** Registers a clean-up that undoes a step. All run in reverse order when the service stops or its start fails, each for half a minute at most. */
  readonly onCleanup: StartContext['defer']
}

/** The options of `defineService()`. */
export interface ServiceOptions<Data, Handle, N extends Needs, Scope extends ServiceScope> {
  /** The services that must be ready first. */
  readonly needs?: N
  /** How long one instance lives. @default the narrowest scope among its needs, else 'run' */
  readonly scope?: Scope & AllowedScope<N>
  /** Whether a run starts the service early, in the background; requires the scope `'run'`. The run itself does not wait for it. @default false */
  readonly eager?: boolean
  /** The data of an instance that is running already, as in CI. If set, nothing is started. */
  readonly existing?: Data | undefined
  /** Starts one instance and resolves, once it is ready, to JSON data that describes it. */
  readonly start: (context: ServiceStartContext<N>) => Data | Promise<Data>
  /** Makes the handle from the data, in each process that asks for it. @default the data itself */
  readonly connect?: (data: Data, link: ServiceLink) => Handle
}

const rules: OptionRules<ServiceOptions<unknown, unknown, Needs, ServiceScope>> = {
  needs: needsRule,
  scope: oneOf(...serviceScopes),
  eager: optionRules.flag,
  existing: optionRules.anything,
  start: optionRules.function,
  connect: optionRules.function,
}

/**
 * Defines a service of any kind.
 *
 * @throws TypeError when an option is wrong.
 * @example
 * ```ts
 * import { mkdtemp, rm } from 'node:fs/promises'
 * import { defineService } from 'portside'
 *
 * const uploads = defineService({
 *   start: async ({ onCleanup }) => {
 *     const path = await mkdtemp('/tmp/uploads-')
 *     onCleanup(() => rm(path, { recursive: true }))
 *     return { path }
 *   },
 * })
 * ```
 */
export function defineService<
  Data extends JsonValue | object,
  Handle = Data,
  const N extends Needs = NoNeeds,
  Scope extends ServiceScope = NarrowestScope<N>,
>(options: ServiceOptions<Data, Handle, N, Scope>): ServiceDefinition<Handle, NoInfer<Scope>, HandlesOf<N>> {
  checkOptions('defineService()', options, rules)
  const { needs, scope, eager, start, connect } = options
  const existing = unlessGiven(options.existing)
  if (start === undefined) throw invalidArgument('start', 'a function', start)
  return createDefinition<Handle, Scope, HandlesOf<N>>({
    maker: defineService,
    kind: 'service',
    needs,
    scope,
    eager,
    findExisting: existing === undefined ? undefined : async () => ({ data: existing }),
    start: async ({ defer, ...context }) => {
      const data = await start({
        ...context,
        onCleanup: boundedCleanUps({ ...context, defer }),
      } as unknown as ServiceStartContext<N>)
      return { data }
    },
    connect: (data, link) => (connect === undefined ? (data as Handle) : connect(data as Data, link)),
    vary: (variation) => defineService({ ...options, ...variation } as typeof options),
  })
}
