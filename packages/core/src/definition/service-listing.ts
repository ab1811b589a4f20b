// The one registry of this folder: the listings of definitions, the originals of variants, and where either was written.
import { dirname } from 'node:path'
import { type CallPlace, formatPlaces, globalState, originalFiles, originalPlace, ownPlaces } from '@portside/internal'
import type { ServiceDefinition } from '../contract/service-definition'

interface Registry {
  readonly listings: WeakMap<ServiceDefinition, readonly ServiceListing[]>
  readonly origins: WeakMap<ServiceDefinition, ServiceDefinition>
  readonly places: WeakMap<ServiceDefinition, CallPlace>
}

/** The place where a definition is listed. */
export interface ServiceListing {
  readonly name: string
  /** The services file; `undefined` if it is unknown. */
  readonly file: string | undefined
  /** The longest that loading the file can have taken here, in milliseconds: the time since this package was loaded. */
  readonly loadMs?: number
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

/** Records the call that made `definition`. */
export function notePlace(definition: ServiceDefinition, place: CallPlace): void {
  registry().places.set(definition, place)
}

/**
 * Returns the place where the user has written `definition`, as `file:line:column`: its line in the services file, also if a function in another file
 * makes it, and in its source if the file is compiled. A variant that was made for a replaced need has the place of its original.
 */
export function placeOf(definition: ServiceDefinition): string | undefined {
  const { places, origins } = registry()
  const found = ownPlaces(places.get(definition) ?? {})
  const file = listingsOf(definition)[0]?.file
  const origin = origins.get(definition)
  const place = (file === undefined ? undefined : placeIn(file, found)) ?? found[0]
  return place === undefined ? origin && placeOf(origin) : originalPlace(place)
}

/** Finds the place in the services file; with `--enable-source-maps`, places are in its source already. */
function placeIn(file: string, places: readonly string[]): string | undefined {
  const isIn = (name: string) => places.find((place) => place.startsWith(`${name}:`))
  return (
    isIn(file) ??
    originalFiles(file)
      .map(isIn)
      .find((place) => place !== undefined)
  )
}

/** Fixes the places of definitions that were just loaded, with all that they need. */
export function fixPlaces(definitions: readonly ServiceDefinition[]): void {
  const { places } = registry()
  formatPlaces(definitions.flatMap((definition) => places.get(definition) ?? []))
  for (const { needs } of definitions) fixPlaces(Object.values(needs))
}

function registry(): Registry {
  return globalState('listings', () => ({ listings: new WeakMap(), origins: new WeakMap(), places: new WeakMap() }))
}

/**
 * The shape that two loads of one services file must share: the constructor, scope and needs of a definition, all the way down. Two versions of the
 * file usually differ in it.
 */
export function serviceShape(definition: ServiceDefinition): string {
  const needs = Object.entries(definition.needs).map(([name, need]) => `${name}:${serviceShape(need)}`)
  return `${definition.kind}/${definition.scope}(${needs.sort().join(',')})`
}
