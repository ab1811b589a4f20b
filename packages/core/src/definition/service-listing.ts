// The one registry of this folder: the listings of definitions, and the originals of variants.
import { dirname } from 'node:path'
import { globalState } from '@portside/internal'
import type { ServiceDefinition } from '../contract/service-definition'

interface Registry {
  readonly listings: WeakMap<ServiceDefinition, readonly ServiceListing[]>
  readonly origins: WeakMap<ServiceDefinition, ServiceDefinition>
}

/** The place where a definition is listed. */
export interface ServiceListing {
  readonly name: string
  /** The services file; `undefined` if it is unknown. */
  readonly file: string | undefined
}

/** Records that `definition` is listed. Several services files may list the same one; the first listing names it. */
export function listDefinition(definition: ServiceDefinition, listing: ServiceListing): void {
  registry().listings.set(definition, [...listingsOf(definition), listing])
}

/** All listings of `definition`. */
export function listingsOf(definition: ServiceDefinition): readonly ServiceListing[] {
  return registry().listings.get(definition) ?? []
}

/** Records that `variant` was made from `origin`. */
export function noteOrigin(variant: ServiceDefinition, origin: ServiceDefinition): void {
  registry().origins.set(variant, origin)
}

/** The folder of the services file that lists `definition` or its original. */
export function folderOf(definition: ServiceDefinition): string | undefined {
  const file = listingsOf(definition)[0]?.file
  if (file !== undefined) return dirname(file)
  const origin = registry().origins.get(definition)
  return origin && folderOf(origin)
}

function registry(): Registry {
  return globalState('listings', () => ({ listings: new WeakMap(), origins: new WeakMap() }))
}

/**
 * The shape that two loads of one services file must share: the constructor, scope and needs of a definition, all the way down. Two versions of the
 * file usually differ in it.
 */
export function serviceShape(definition: ServiceDefinition): string {
  const needs = Object.entries(definition.needs).map(([name, need]) => `${name}:${serviceShape(need)}`)
  return `${definition.kind}/${definition.scope}(${needs.sort().join(',')})`
}
