import { dirname, resolve } from 'node:path'
import { findServicesFile } from '@portside/core/worker'

/** A configuration of Vite, as far as the way to the services file requires it. */
export interface ConfigPlace {
  readonly root: string
  /** Absent in a project that has no file of its own. */
  readonly configFile?: string | false | undefined
}

/** Returns the services file of a plugin: the one that it names, or the nearest from the folder of the configuration upwards. */
export function servicesFileOf(services: string | undefined, { root, configFile }: ConfigPlace): string {
  return services === undefined ? findServicesFile(configFile ? dirname(configFile) : root) : resolve(root, services)
}
