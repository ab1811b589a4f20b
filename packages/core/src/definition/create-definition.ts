import { invalidArgument } from '@portside/errors'
import { checkDefinition, definitionBrand } from '../define/check-definition'
import type { Needs, NeedsOf, ServiceDefinition } from '../contract/service-definition'
import { isNarrower, isServiceScope, narrowestScope, type ServiceScope, serviceScopes } from '../contract/service-scope'
import type { Vary } from '../define/vary-definition'

/** What a constructor says of the definition that it makes; `needs` and `scope` have defaults. */
export type DefinitionParts<Handle, Scope extends ServiceScope> = Pick<
  ServiceDefinition<Handle, Scope>,
  'kind' | 'start' | 'connect'
> & {
  readonly needs?: Needs | undefined
  readonly scope?: Scope | undefined
  readonly defaultScope?: Scope
  readonly eager?: boolean | undefined
  readonly watch?: readonly string[] | undefined
  /** Calls the constructor again, with other options. */
  readonly vary: Vary
}

/** Makes a frozen definition after checking its needs and its scope. Throws a `TypeError` on a scope broader than a need's. */
export function createDefinition<Handle, Scope extends ServiceScope, NeedHandles>(
  parts: DefinitionParts<Handle, Scope>,
): ServiceDefinition<Handle, Scope, NeedHandles> {
  const { kind, start, connect, vary, needs = {}, eager = false, watch = [] } = parts
  for (const [name, need] of Object.entries(needs)) checkDefinition(`needs.${name}`, need)
  const scope = parts.scope ?? parts.defaultScope ?? (narrowestScope(scopesOf(needs)) as Scope)
  checkScope(scope, needs)
  if (eager && scope !== 'run') throw invalidArgument('eager', `left out, since the scope is '${scope}'`, eager)
  const frozen = Object.freeze({ ...needs }) as NeedsOf<NeedHandles>
  const definition = { kind, needs: frozen, scope, isEager: eager, watch, start, connect }
  return Object.freeze(Object.defineProperty(definition, definitionBrand, { value: vary }))
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

/** The scopes of all definitions of a record. */
export function scopesOf(needs: Needs): ServiceScope[] {
  return Object.values(needs).map((need) => need.scope)
}
