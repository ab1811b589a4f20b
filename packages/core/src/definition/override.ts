import { checkOptions, invalidArgument, oneOf, type OptionRules, usageError } from '@portside/errors'
import { callPlace, nearestNames } from '@portside/internal'
import {
  type EnvironmentOption,
  environmentRule,
  type EnvironmentSource,
  type OwnAddress,
} from '../contract/environment-option'
import { checkDefinition, needsRule, refuseOneDefinition, scopesOf, varyDefinition } from './create-definition'
import type {
  AllowedScope,
  Narrowest,
  Needs,
  NoNeeds,
  ScopesOf,
  ServiceDefinition,
} from '../contract/service-definition'
import { narrowestScope, type ServiceScope, serviceScopes } from '../contract/service-scope'

/** The changes that make a variant of a service. */
export interface OverrideOptions<NeedHandles, Replaced, Scope extends ServiceScope> {
  /** Services that replace needs, here and in the needs of needs. Each has the handle of the one that it replaces. */
  readonly needs?: Replaced & {
    readonly [Name in keyof Replaced]: Name extends keyof NeedHandles ? ServiceDefinition<NeedHandles[Name]> : never
  }
  /** Variables that are added to those of a command or a task and override them; `undefined` removes one. */
  readonly env?: EnvironmentOption | ((needs: NeedHandles, self: OwnAddress<string>) => EnvironmentOption)
  /** How long one instance lives. @default as before, or as long as a replaced need that ends sooner */
  readonly scope?: Scope & AllowedScope<Replaced>
}

const rules: OptionRules<OverrideOptions<unknown, Needs, ServiceScope>> = {
  needs: needsRule,
  env: environmentRule,
  scope: oneOf(...serviceScopes),
}

/**
 * Makes a variant of a service for one file or test: a separate service beside the original.
 *
 * @throws TypeError when it has no such need, or its constructor refuses the change.
 * @example
 * ```ts
 * import { command, override } from 'portside'
 *
 * const api = command('node server.js', { env: { LOG_LEVEL: 'info' } })
 * const ownApi = override(api, { scope: 'test', env: { RATE_LIMIT: 1 } })
 * ```
 */
export function override<
  Handle,
  FirstScope extends ServiceScope,
  NeedHandles,
  const Replaced extends Needs = NoNeeds,
  Scope extends ServiceScope = Narrowest<FirstScope | ScopesOf<Replaced>>,
>(
  definition: ServiceDefinition<Handle, FirstScope, NeedHandles>,
  options: OverrideOptions<NeedHandles, Replaced, Scope>,
): ServiceDefinition<Handle, NoInfer<Scope>, NeedHandles> {
  checkDefinition('definition', definition)
  checkOptions('override()', options, rules)
  const { scope, needs = {} as Needs } = options
  const env = options.env as EnvironmentSource | undefined
  checkNeeds(needs, definition)
  checkEnv(env, definition)
  const before: Needs = definition.needs
  const replacements = new Map(Object.entries(needs).map(([name, need]) => [before[name], need]))
  const varied = { ...replaceIn(before, replacements), ...needs }
  const variation = { needs: varied, scope: scope ?? scopeWithin(definition, varied), env }
  const variant = varyDefinition(definition, variation, callPlace(override))
  return variant as unknown as ServiceDefinition<Handle, Scope, NeedHandles>
}

type Replacements = Map<ServiceDefinition | undefined, ServiceDefinition>

function checkNeeds(needs: Needs, definition: ServiceDefinition): void {
  refuseOneDefinition('needs', needs)
  for (const [name, need] of Object.entries(needs)) {
    checkDefinition(`needs.${name}`, need)
    if (definition.needs[name] !== undefined) continue
    const names = Object.keys(definition.needs)
    const [near] = nearestNames(name, names)
    const hint = near === undefined ? `which needs ${names.join(', ') || 'none'}` : `did you mean \`${near}\`?`
    throw usageError(`Expected \`needs.${name}\` to replace a need of the service: ${hint}`)
  }
}

function checkEnv(env: unknown, { kind }: ServiceDefinition): void {
  if (env !== undefined && kind !== 'command' && kind !== 'task')
    throw invalidArgument('env', 'left out: only commands and tasks have one', env)
}

function replaceIn(needs: Needs, replacements: Replacements): Needs {
  return Object.fromEntries(Object.entries(needs).map(([name, need]) => [name, replaced(need, replacements)]))
}

/** Returns the replacement for `definition`: itself if nothing below it is replaced. Each has one variant, however many services need it. */
function replaced(definition: ServiceDefinition, replacements: Replacements): ServiceDefinition {
  const known = replacements.get(definition)
  if (known !== undefined) return known
  const needs = replaceIn(definition.needs, replacements)
  const isSame = Object.entries(needs).every(([name, need]) => definition.needs[name] === need)
  const standIn = isSame ? definition : varyDefinition(definition, { needs, scope: scopeWithin(definition, needs) })
  replacements.set(definition, standIn)
  return standIn
}

function scopeWithin({ scope }: ServiceDefinition, needs: Needs): ServiceScope {
  return narrowestScope([scope, ...scopesOf(needs)])
}
