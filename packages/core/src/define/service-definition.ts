import type { ServiceLink } from '../handle/service-link'
import type { Launch, StartContext } from '../lifecycle/start-context'
import type { ServiceScope } from './service-scope'

/** What kind of service a definition makes: the name of its constructor. */
export type ServiceKind = 'command' | 'task' | 'inProcess' | 'external' | 'service'

/**
 * How to start a service: plain, frozen data. Nothing runs until a test, a run or `start()` asks for it.
 *
 * @typeParam Handle What a test gets.
 * @typeParam Scope How long one instance lives.
 */
export interface ServiceDefinition<Handle = unknown, Scope extends ServiceScope = ServiceScope> {
  readonly kind: ServiceKind
  readonly needs: Needs
  readonly scope: Scope
  /** Starts one instance and returns what describes it. */
  readonly start: (context: StartContext) => Promise<Launch>
  /** Makes the handle from the data of a started instance, in whichever process asks for it. */
  readonly connect: (data: unknown, link: ServiceLink) => Handle
}

/** The services that a service needs, by the names under which it sees them. */
export type Needs = Readonly<Record<string, ServiceDefinition>>

/** No needs at all: the default where a definition names none. */
export type NoNeeds = Readonly<Record<string, never>>

/** What a test gets for a definition. */
export type HandleOf<Definition> = Definition extends ServiceDefinition<infer Handle> ? Handle : never

/** What tests get for a record of definitions. */
export type HandlesOf<Definitions> = { readonly [Name in keyof Definitions]: HandleOf<Definitions[Name]> }

type ScopeOf<Definition> = Definition extends ServiceDefinition<unknown, infer Scope> ? Scope : never

type ScopesOf<N extends Needs> = ScopeOf<N[keyof N]>

/** The scope of a service that names none: the narrowest among its needs, else `'run'`. */
export type NarrowestScope<N extends Needs> =
  'test' extends ScopesOf<N>
    ? 'test'
    : 'file' extends ScopesOf<N>
      ? 'file'
      : 'worker' extends ScopesOf<N>
        ? 'worker'
        : 'run'

/** The scopes that a service with these needs may have: those that end no later than the first of its needs does. */
export type AllowedScope<N extends Needs> = {
  readonly run: ServiceScope
  readonly worker: 'worker' | 'file' | 'test'
  readonly file: 'file' | 'test'
  readonly test: 'test'
}[NarrowestScope<N>]
