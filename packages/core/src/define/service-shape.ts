import type { ServiceDefinition } from '../contract/service-definition'

/**
 * What two loads of one services file must have in common: constructor, scope and needs of a definition, all the way
 * down. Two versions of the file mostly differ in it.
 */
export function serviceShape(definition: ServiceDefinition): string {
  const needs = Object.entries(definition.needs).map(([name, need]) => `${name}:${serviceShape(need)}`)
  return `${definition.kind}/${definition.scope}(${needs.sort().join(',')})`
}
