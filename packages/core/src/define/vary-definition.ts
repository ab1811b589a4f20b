import type { EnvironmentSource } from '../kinds/command/command-options'
import { definitionBrand } from './check-definition'
import type { Needs, ServiceDefinition } from '../contract/service-definition'
import { noteOrigin } from '../definition/service-listing'
import type { ServiceScope } from '../contract/service-scope'

/** What a variant of a definition has of its own. */
export interface Variation {
  /** All of its needs. */
  readonly needs: Needs
  readonly scope: ServiceScope
  /** Variables on top of those that it has. */
  readonly env?: EnvironmentSource | undefined
}

/** What a constructor is called with again: only what is asked for starts a variant. */
export interface VariedOptions extends Variation {
  readonly eager: false
}

/** Makes a variant of one definition. */
export type Vary = (variation: VariedOptions) => ServiceDefinition

/** Makes a variant of `definition`, which keeps its folder. Throws a `TypeError` as its constructor would. */
export function varyDefinition(definition: ServiceDefinition, variation: Variation): ServiceDefinition {
  const { [definitionBrand]: vary } = definition as ServiceDefinition & { readonly [definitionBrand]: Vary }
  const variant = vary({ ...variation, eager: false })
  noteOrigin(variant, definition)
  return variant
}
