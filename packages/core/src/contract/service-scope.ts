/**
 * How long a service lives and who shares it: the whole run, one worker, one test file, or one test. Each scope lies
 * within the one before it.
 */
export type ServiceScope = 'run' | 'worker' | 'file' | 'test'

/** The scopes, from the broadest to the narrowest. */
export const serviceScopes: readonly ServiceScope[] = ['run', 'worker', 'file', 'test']

/** The scopes whose services belong to one file or test, which may disturb them. */
export type OwnedScope = 'file' | 'test'

/** Whether a service of this scope belongs to one file or test alone. */
export function isOwned(scope: ServiceScope): scope is OwnedScope {
  return scope === 'file' || scope === 'test'
}

/** Whether `value` names a scope. */
export function isServiceScope(value: unknown): value is ServiceScope {
  return serviceScopes.includes(value as ServiceScope)
}

/** Whether `scope` ends before `other` does. */
export function isNarrower(scope: ServiceScope, other: ServiceScope): boolean {
  return serviceScopes.indexOf(scope) > serviceScopes.indexOf(other)
}

/** The narrowest of `scopes`; `'run'` if there are none. */
export function narrowestScope(scopes: readonly ServiceScope[]): ServiceScope {
  return scopes.reduce((narrowest, scope) => (isNarrower(scope, narrowest) ? scope : narrowest), 'run')
}
