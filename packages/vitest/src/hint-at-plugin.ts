// Says something once a process, so it keeps that on the global object: test files may each load a copy of this module.
import type { ServiceDefinition } from '@portside/core'

const key = Symbol.for('portside.vitest.hinted')

/** Tells, once, that a service which could be shared by the run is started once a file. */
export function hintAtPlugin(name: string, { scope }: ServiceDefinition): void {
  const holder = globalThis as { [key]?: boolean }
  if (scope === 'test' || scope === 'file' || holder[key] === true) return
  holder[key] = true
  console.info(
    `portside: ${name} is started once for each test file. To share it between files, list it in services.ts and add the plugin: portside({ services: './services.ts' })`,
  )
}
