// Says something once a process, so it keeps that on the global object: test files may each load a copy of this module.
import type { ServiceDefinition } from '../contract/service-definition'

const key = Symbol.for('portside.hinted')

/** How a runner does without a supervisor, and with one. */
export interface SharingHint {
  /** What a service is started once for: `'test file'`. */
  readonly each: string
  /** How to share it, after "list it in services.ts and". */
  readonly how: string
}

/** Tells, once, that a service which could be shared by the run is started more often. */
export function hintAtSharing(name: string, { scope }: ServiceDefinition, { each, how }: SharingHint): void {
  const holder = globalThis as { [key]?: boolean }
  if (scope === 'test' || scope === 'file' || holder[key] === true) return
  holder[key] = true
  console.info(
    `portside: ${name} is started once for each ${each}. To share it between them, list it in services.ts and ${how}`,
  )
}
