// The one registry of this folder: which definition is listed where, and which it is a variant of. It lies in the global symbol
// registry, since one process may load the ESM and the CommonJS build.
import { dirname } from 'node:path'
import type { ServiceDefinition } from '../contract/service-definition'

const key = Symbol.for('portside.listings')

interface Registry {
  readonly listings: WeakMap<ServiceDefinition, readonly ServiceListing[]>
  readonly origins: WeakMap<ServiceDefinition, ServiceDefinition>
}

/** Where a definition is listed. */
export interface ServiceListing {
  readonly name: string
  /** The services file; `undefined` where it could not be told. */
  readonly file: string | undefined
}

/** Notes that `definition` is listed. Services files may list what others do; the first listing names it. */
export function listDefinition(definition: ServiceDefinition, listing: ServiceListing): void {
  registry().listings.set(definition, [...listingsOf(definition), listing])
}

/** Everywhere that `definition` is listed. */
export function listingsOf(definition: ServiceDefinition): readonly ServiceListing[] {
  return registry().listings.get(definition) ?? []
}

/** Notes that `variant` was made from `origin`. */
export function noteOrigin(variant: ServiceDefinition, origin: ServiceDefinition): void {
  registry().origins.set(variant, origin)
}

/** The folder of the services file that lists `definition`, or what that was made from. */
export function folderOf(definition: ServiceDefinition): string | undefined {
  const file = listingsOf(definition)[0]?.file
  if (file !== undefined) return dirname(file)
  const origin = registry().origins.get(definition)
  return origin && folderOf(origin)
}

function registry(): Registry {
  const holder = globalThis as { [key]?: Registry }
  return (holder[key] ??= Object.seal({ listings: new WeakMap(), origins: new WeakMap() }))
}

/**
 * What two loads of one services file must have in common: constructor, scope and needs of a definition, all the way
 * down. Two versions of the file mostly differ in it.
 */
export function serviceShape(definition: ServiceDefinition): string {
  const needs = Object.entries(definition.needs).map(([name, need]) => `${name}:${serviceShape(need)}`)
  return `${definition.kind}/${definition.scope}(${needs.sort().join(',')})`
}
