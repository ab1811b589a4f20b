import { dirname, resolve } from 'node:path'
import type { ServiceDefinition } from '../contract/service-definition'
import { loadServices } from '../supervisor/load-services'

/** Returns the files whose change makes a service of a services file out of date, apart from that file itself, as absolute glob patterns. */
export async function rerunPatterns(file: string): Promise<readonly string[]> {
  // The request for a service reports why the file cannot be loaded.
  const services = await loadServices(file).catch(() => ({}))
  const patterns = new Set(Object.values<ServiceDefinition>(services).flatMap(patternsOf))
  // Globs use slashes on every system.
  return [...patterns].map((pattern) => resolve(dirname(file), pattern).replaceAll('\\', '/'))
}

function patternsOf({ watch, needs }: ServiceDefinition): readonly string[] {
  return [...watch, ...Object.values(needs).flatMap(patternsOf)]
}
