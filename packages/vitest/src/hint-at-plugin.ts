import type { ServiceDefinition } from '@portside/core'
import { hintAtSharing } from '@portside/core/adapter'

/** Tells, once, that a service which could be shared by the run is started once a file. */
export function hintAtPlugin(name: string, definition: ServiceDefinition): void {
  hintAtSharing(name, definition, {
    each: 'test file',
    how: "add the plugin: portside({ services: './services.ts' })",
  })
}
