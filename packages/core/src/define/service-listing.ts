// The one registry of this folder: which definition is listed where, and which it is a variant of. It lies in the global symbol
// registry, since one process may load the ESM and the CommonJS build.
import { dirname } from 'node:path'
import type { ServiceDefinition } from './service-definition'

const key = Symbol.for('portside.listings')

interface Registry {
  readonly listings: WeakMap<ServiceDefinition, ServiceListing>
  readonly origins: WeakMap<ServiceDefinition, ServiceDefinition>
}

/** Where a definition is listed. */
export interface ServiceListing {
  readonly name: string
  /** The services file; `undefined` where it could not be told. */
  readonly file: string | undefined
}

/** Notes that `definition` is listed; the first listing stays. */
export function listDefinition(definition: ServiceDefinition, listing: ServiceListing): void {
  const { listings } = registry()
  if (!listings.has(definition)) listings.set(definition, listing)
}

/** Where `definition` is listed, if anywhere. */
export function listingOf(definition: ServiceDefinition): ServiceListing | undefined {
  return registry().listings.get(definition)
}

/** Notes that `variant` was made from `origin`. */
export function noteOrigin(variant: ServiceDefinition, origin: ServiceDefinition): void {
  registry().origins.set(variant, origin)
}

/** The folder of the services file that lists `definition`, or what that was made from. */
export function folderOf(definition: ServiceDefinition): string | undefined {
  const { listings, origins } = registry()
  const file = listings.get(definition)?.file
  if (file !== undefined) return dirname(file)
  const origin = origins.get(definition)
  return origin && folderOf(origin)
}

function registry(): Registry {
  const holder = globalThis as { [key]?: Registry }
  return (holder[key] ??= { listings: new WeakMap(), origins: new WeakMap() })
}
