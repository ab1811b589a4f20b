import { invalidArgument } from '@portside/errors'
import type { Needs, ServiceDefinition } from './service-definition'
import { isNarrower, isServiceScope, narrowestScope, type ServiceScope, serviceScopes } from './service-scope'

// A symbol of the global registry, since the ESM and the CommonJS build may both be loaded.
const brand = Symbol.for('portside.definition')

/** What a constructor says of the definition that it makes; `needs` and `scope` have defaults. */
export type DefinitionParts<Handle, Scope extends ServiceScope> = Pick<
  ServiceDefinition<Handle, Scope>,
  'kind' | 'start' | 'connect'
> & { readonly needs?: Needs | undefined; readonly scope?: Scope | undefined; readonly defaultScope?: Scope }

/** Makes a frozen definition after checking its needs and its scope. Throws a `TypeError` on a scope broader than a need's. */
export function createDefinition<Handle, Scope extends ServiceScope>(
  parts: DefinitionParts<Handle, Scope>,
): ServiceDefinition<Handle, Scope> {
  const { kind, start, connect, needs = {} } = parts
  checkNeeds(needs)
  const scope = parts.scope ?? parts.defaultScope ?? (narrowestScope(scopesOf(needs)) as Scope)
  checkScope(scope, needs)
  const definition = { kind, needs: Object.freeze({ ...needs }), scope, start, connect }
  return Object.freeze(Object.defineProperty(definition, brand, { value: true }))
}

/** Whether `value` was made by one of the constructors, of this copy of the package or another. */
export function isServiceDefinition(value: unknown): value is ServiceDefinition {
  return typeof value === 'object' && value !== null && brand in value
}

function checkNeeds(needs: Needs): void {
  for (const [name, need] of Object.entries(needs)) {
    if (!isServiceDefinition(need)) throw invalidArgument(`needs.${name}`, 'a service definition', need)
  }
}

function checkScope(scope: ServiceScope, needs: Needs): void {
  if (!isServiceScope(scope)) throw invalidArgument('scope', `one of ${serviceScopes.join(', ')}`, scope)
  for (const [name, need] of Object.entries(needs)) {
    if (!isNarrower(need.scope, scope)) continue
    throw invalidArgument(
      'scope',
      `'${need.scope}' or narrower, since the need \`${name}\` ends with its ${need.scope}`,
      scope,
    )
  }
}

function scopesOf(needs: Needs): ServiceScope[] {
  return Object.values(needs).map((need) => need.scope)
}
