import { invalidArgument, type OptionRule, optionRules, usageError } from '@portside/errors'
import { type CallPlace, callPlace } from '@portside/internal'
import type { Needs, NeedsOf, ServiceDefinition } from '../contract/service-definition'
import { isNarrower, isServiceScope, narrowestScope, type ServiceScope, serviceScopes } from '../contract/service-scope'
import type { EnvironmentSource } from '../contract/environment-option'
import { noteOrigin, notePlace } from './service-listing'

/** The parts of a definition that its constructor provides; `needs` and `scope` have defaults. */
export type DefinitionParts<Handle, Scope extends ServiceScope> = Pick<
  ServiceDefinition<Handle, Scope>,
  'kind' | 'start' | 'connect' | 'findExisting'
> & {
  readonly needs?: Needs | undefined
  readonly scope?: Scope | undefined
  readonly defaultScope?: Scope
  readonly eager?: boolean | undefined
  readonly watch?: readonly string[] | undefined
  readonly followsTests?: boolean | undefined
  /** The placeholders in its command that are of other services. */
  readonly mentions?: readonly ServiceMention[] | undefined
  /** Calls the constructor again with other options. */
  readonly vary: Vary
  /** The function that the user calls, which is running. */
  readonly maker: (...args: never) => unknown
}

/** Makes a frozen definition after checking its needs and its scope. Throws a `TypeError` when the scope is broader than that of a need. */
export function createDefinition<Handle, Scope extends ServiceScope, NeedHandles>(
  parts: DefinitionParts<Handle, Scope>,
): ServiceDefinition<Handle, Scope, NeedHandles> {
  const {
    kind,
    start,
    connect,
    vary,
    findExisting,
    needs = {},
    eager = false,
    watch = [],
    followsTests = false,
  } = parts
  refuseOneDefinition('needs', needs)
  for (const [name, need] of Object.entries(needs)) checkDefinition(`needs.${name}`, need)
  const scope = parts.scope ?? parts.defaultScope ?? (narrowestScope(scopesOf(needs)) as Scope)
  checkScope(scope, needs)
  if (eager && scope !== 'run') throw invalidArgument('eager', `left out, since the scope is '${scope}'`, eager)
  const frozen = Object.freeze({ ...needs }) as NeedsOf<NeedHandles>
  const plain = { kind, needs: frozen, scope, isEager: eager, followsTests, watch, findExisting, start, connect }
  const hidden = { [definitionBrand]: { value: vary }, [mentionsKey]: { value: parts.mentions ?? [] } }
  const definition = Object.freeze(Object.defineProperties(plain, hidden))
  notePlace(definition, callPlace(parts.maker))
  return definition
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

/** Marks a definition. The symbol is in the global registry, since the ESM and the CommonJS build may both be loaded. */
const definitionBrand = Symbol.for('portside.definition')

const mentionsKey = Symbol.for('portside.mentions')

/** A placeholder in a command that is of another service, such as `{db.url}`. */
export interface ServiceMention {
  readonly text: string
  readonly name: string
}

/** Returns the placeholders in the command of `definition` that are of other services. */
export function mentionsOf(definition: ServiceDefinition): readonly ServiceMention[] {
  return (definition as { readonly [mentionsKey]?: readonly ServiceMention[] })[mentionsKey] ?? []
}

/** Throws a `TypeError` when `value`, called `name` in the message, was not made by a constructor of this copy of the package or another. */
export function checkDefinition(name: string, value: unknown): asserts value is ServiceDefinition {
  if (isDefinition(value)) return
  // A copy would be a second service of the same name, started beside the original.
  if (!isCopy(value)) throw invalidArgument(name, `a service definition${madeBy(value)}`, value)
  throw usageError(
    `Expected \`${name}\` to be a service definition, got a copy of one: use the definition itself, or override(definition, { … }) for a variant`,
  )
}

/** The rule of the option `needs`. */
export const needsRule: OptionRule = {
  ...optionRules.record,
  expected: 'an object of definitions, as in `needs: { db }`',
}

/** Throws a `TypeError` when `value` is a definition itself, in place of an object that gives it a name. */
export function refuseOneDefinition(name: 'needs' | 'services', value: unknown): void {
  if (!isDefinition(value)) return
  const key = name === 'needs' ? 'needs: ' : ''
  throw usageError(
    `Expected \`${name}\` to be an object of definitions, got one definition: write \`${key}{ name: definition }\`, as in \`${key}{ db }\``,
  )
}

/** Whether a constructor of this copy of the package or another made `value`. */
export function isDefinition(value: unknown): value is ServiceDefinition {
  return ownNames(value).includes(definitionBrand)
}

function isCopy(value: unknown): boolean {
  const names = ownNames(value)
  return ['kind', 'start', 'connect'].every((name) => names.includes(name))
}

/** The names of an object's own properties; none for a proxy that throws. */
function ownNames(value: unknown): readonly (string | symbol)[] {
  try {
    return typeof value === 'object' && value !== null ? Reflect.ownKeys(value) : []
  } catch {
    return []
  }
}

/** The hint at a value that a constructor takes. */
function madeBy(value: unknown): string {
  if (typeof value === 'string')
    return /^\w+:\/\//.test(value) ? `, as external('${value}') makes one` : ", as command('…') makes one"
  return typeof value === 'function' ? ', as inProcess(…) makes one' : ''
}

/** The options that differ in a variant of a definition. */
export interface Variation {
  /** All of its needs. */
  readonly needs: Needs
  readonly scope: ServiceScope
  /** Variables that are added to those of the definition and override them. */
  readonly env?: EnvironmentSource | undefined
}

/** The options for calling a constructor again. A variant is not eager: it starts only when it is asked for. */
export interface VariedOptions extends Variation {
  readonly eager: false
}

/** Makes a variant of one definition. */
export type Vary = (variation: VariedOptions) => ServiceDefinition

/** Makes a variant of `definition`, which keeps its folder. Throws a `TypeError` as the constructor would. `place` is where it was asked for. */
export function varyDefinition(
  definition: ServiceDefinition,
  variation: Variation,
  place: CallPlace = {},
): ServiceDefinition {
  const { [definitionBrand]: vary } = definition as ServiceDefinition & { readonly [definitionBrand]: Vary }
  const variant = vary({ ...variation, eager: false })
  noteOrigin(variant, definition)
  notePlace(variant, place)
  return variant
}
