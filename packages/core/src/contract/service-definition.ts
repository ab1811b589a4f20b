import type { OwnedHandle } from './service-handle'
import type { ServiceLink } from './service-link'
import type { Launch, StartContext } from './start-context'
import type { OwnedScope, ServiceScope } from './service-scope'

/** The kind of service that a definition makes: the name of its constructor. */
export type ServiceKind = 'command' | 'task' | 'inProcess' | 'external' | 'port' | 'service'

/**
 * The way to start a service: plain, frozen data. Nothing runs until a test, a run or `start()` asks for it.
 *
 * @typeParam Handle The handle that a test gets.
 * @typeParam Scope How long one instance lives.
 * @typeParam NeedHandles The handles of its needs, by name.
 */
export interface ServiceDefinition<
  Handle = unknown,
  Scope extends ServiceScope = ServiceScope,
  NeedHandles = Readonly<Record<string, unknown>>,
> {
  readonly kind: ServiceKind
  readonly needs: NeedsOf<NeedHandles>
  readonly scope: Scope
  /** Whether a run starts the service before anything asks for it. */
  readonly isEager: boolean
  /** Whether a running instance is called before each test that may use it, see `followTest` of a launch. */
  readonly followsTests: boolean
  /** Glob patterns, relative to the service's folder: a change to a matching file makes a running instance out of date. */
  readonly watch: readonly string[]
  /** Returns the launch of an instance that runs already, so that neither the service nor its needs are started; `undefined` if there is none. */
  readonly findExisting?: ((context: StartContext) => Promise<Launch | undefined>) | undefined
  /** Starts one instance and returns its launch. */
  readonly start: (context: StartContext) => Promise<Launch>
  /** Makes the handle from the data of a started instance, in the process that asks for it. */
  readonly connect: (data: unknown, link: ServiceLink) => Handle
}

/** The services that a service needs, by the names under which it sees them. */
export type Needs = Readonly<Record<string, ServiceDefinition>>

/** The definitions that have these handles, by name. */
export type NeedsOf<Handles> = { readonly [Name in keyof Handles]: ServiceDefinition<Handles[Name]> }

/** No needs: the default of a definition that lists none. */
export type NoNeeds = Readonly<Record<string, never>>

/** The handle of a definition. */
export type HandleOf<Definition> = Definition extends ServiceDefinition<infer Handle> ? Handle : never

/** The handles of a record of definitions. */
export type HandlesOf<Definitions> = { readonly [Name in keyof Definitions]: HandleOf<Definitions[Name]> }

/** The scope of a definition; `never` for anything else. */
export type ScopeOf<Definition> = Definition extends ServiceDefinition<unknown, infer Scope> ? Scope : never

/** The handle that a test gets for a definition. It can disturb a service that belongs to its file or to the test, but not one that others share. */
export type TestHandleOf<Definition> = [ScopeOf<Definition>] extends [OwnedScope]
  ? OwnedHandle<HandleOf<Definition>>
  : HandleOf<Definition>

/** The handles that tests get for a record of definitions. */
export type TestHandlesOf<Definitions> = { readonly [Name in keyof Definitions]: TestHandleOf<Definitions[Name]> }

/** The scopes of all definitions of a record. */
export type ScopesOf<Definitions> = ScopeOf<Definitions[keyof Definitions]>

/** The narrowest of `Scopes`; `'run'` if there are none. */
export type Narrowest<Scopes extends ServiceScope> = 'test' extends Scopes
  ? 'test'
  : 'file' extends Scopes
    ? 'file'
    : 'worker' extends Scopes
      ? 'worker'
      : 'run'

/** The default scope of a service: the narrowest among its needs, else `'run'`. */
export type NarrowestScope<Definitions> = Narrowest<ScopesOf<Definitions>>

/** The scopes that a service with these needs may have: those that end no later than the need that ends first. */
export type AllowedScope<Definitions> = AllowedWithin<ScopesOf<Definitions>>

/** The scopes that end no later than the one of `Scopes` that ends first. */
export type AllowedWithin<Scopes extends ServiceScope> = {
  readonly run: ServiceScope
  readonly worker: 'worker' | 'file' | 'test'
  readonly file: 'file' | 'test'
  readonly test: 'test'
}[Narrowest<Scopes>]
