import type { OwnedHandle } from './service-handle'
import type { ServiceLink } from './service-link'
import type { Launch, StartContext } from './start-context'
import type { OwnedScope, ServiceScope } from './service-scope'

/** What kind of service a definition makes: the name of its constructor. */
export type ServiceKind = 'command' | 'task' | 'inProcess' | 'external' | 'port' | 'service'

/**
 * How to start a service: plain, frozen data. Nothing runs until a test, a run or `start()` asks for it.
 *
 * @typeParam Handle What a test gets.
 * @typeParam Scope How long one instance lives.
 * @typeParam NeedHandles What it sees of its needs: the handles by name.
 */
export interface ServiceDefinition<
  Handle = unknown,
  Scope extends ServiceScope = ServiceScope,
  NeedHandles = Readonly<Record<string, unknown>>,
> {
  readonly kind: ServiceKind
  readonly needs: NeedsOf<NeedHandles>
  readonly scope: Scope
  /** Whether a run starts it ahead of need. */
  readonly isEager: boolean
  /** Files whose change makes a running instance out of date: glob patterns, relative to its folder. */
  readonly watch: readonly string[]
  /** Starts one instance and returns what describes it. */
  readonly start: (context: StartContext) => Promise<Launch>
  /** Makes the handle from the data of a started instance, in whichever process asks for it. */
  readonly connect: (data: unknown, link: ServiceLink) => Handle
}

/** The services that a service needs, by the names under which it sees them. */
export type Needs = Readonly<Record<string, ServiceDefinition>>

/** Definitions whose handles are these, by name. */
export type NeedsOf<Handles> = { readonly [Name in keyof Handles]: ServiceDefinition<Handles[Name]> }

/** No needs at all: the default where a definition names none. */
export type NoNeeds = Readonly<Record<string, never>>

/** The handle of a definition. */
export type HandleOf<Definition> = Definition extends ServiceDefinition<infer Handle> ? Handle : never

/** The handles of a record of definitions. */
export type HandlesOf<Definitions> = { readonly [Name in keyof Definitions]: HandleOf<Definitions[Name]> }

/** The scope of a definition; none for what is no definition. */
export type ScopeOf<Definition> = Definition extends ServiceDefinition<unknown, infer Scope> ? Scope : never

/** What a test gets for a definition: it may disturb what belongs to its file or to itself, and nothing that others share. */
export type TestHandleOf<Definition> = [ScopeOf<Definition>] extends [OwnedScope]
  ? OwnedHandle<HandleOf<Definition>>
  : HandleOf<Definition>

/** What tests get for a record of definitions. */
export type TestHandlesOf<Definitions> = { readonly [Name in keyof Definitions]: TestHandleOf<Definitions[Name]> }

/** The scopes of all definitions of a record. */
export type ScopesOf<Definitions> = ScopeOf<Definitions[keyof Definitions]>

/** The narrowest of `Scopes`; `'run'` where there are none. */
export type Narrowest<Scopes extends ServiceScope> = 'test' extends Scopes
  ? 'test'
  : 'file' extends Scopes
    ? 'file'
    : 'worker' extends Scopes
      ? 'worker'
      : 'run'

/** The scope of a service that names none: the narrowest among its needs, else `'run'`. */
export type NarrowestScope<Definitions> = Narrowest<ScopesOf<Definitions>>

/** The scopes that a service with these needs may have: those that end no later than the first of its needs does. */
export type AllowedScope<Definitions> = AllowedWithin<ScopesOf<Definitions>>

/** The scopes that end no later than the first of `Scopes` does. */
export type AllowedWithin<Scopes extends ServiceScope> = {
  readonly run: ServiceScope
  readonly worker: 'worker' | 'file' | 'test'
  readonly file: 'file' | 'test'
  readonly test: 'test'
}[Narrowest<Scopes>]
