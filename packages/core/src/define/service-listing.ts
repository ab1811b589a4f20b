// The one registry of this folder: which definition is listed where. It lies in the global symbol registry, since one
// process may load the ESM and the CommonJS build.
import type { ServiceDefinition } from './service-definition'

const key = Symbol.for('portside.listings')

/** Where a definition is listed. */
export interface ServiceListing {
  readonly name: string
  /** The services file; `undefined` where it could not be told. */
  readonly file: string | undefined
}

/** Notes that `definition` is listed; the first listing stays. */
export function listDefinition(definition: ServiceDefinition, listing: ServiceListing): void {
  const listings = registry()
  if (!listings.has(definition)) listings.set(definition, listing)
}

/** Where `definition` is listed, if anywhere. */
export function listingOf(definition: ServiceDefinition): ServiceListing | undefined {
  return registry().get(definition)
}

function registry(): WeakMap<ServiceDefinition, ServiceListing> {
  const holder = globalThis as { [key]?: WeakMap<ServiceDefinition, ServiceListing> }
  return (holder[key] ??= new WeakMap())
}
