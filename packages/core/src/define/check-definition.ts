import { invalidArgument } from '@portside/errors'
import type { ServiceDefinition } from '../contract/service-definition'

/** Marks a definition. A symbol of the global registry, since the ESM and the CommonJS build may both be loaded. */
export const definitionBrand = Symbol.for('portside.definition')

/** Throws a `TypeError` when `value`, which is called `name`, was not made by one of the constructors (of this copy of the package or another). */
export function checkDefinition(name: string, value: unknown): asserts value is ServiceDefinition {
  if (typeof value !== 'object' || value === null) throw invalidArgument(name, 'a service definition', value)
  if (definitionBrand in value) return
  // A copy would be another service of the same name, started beside the one that is meant.
  const isCopy = 'kind' in value && 'start' in value && 'connect' in value
  if (!isCopy) throw invalidArgument(name, 'a service definition', value)
  throw new TypeError(
    `Expected \`${name}\` to be a service definition, got a copy of one: use the definition itself, or override(definition, { … }) for a variant`,
  )
}
