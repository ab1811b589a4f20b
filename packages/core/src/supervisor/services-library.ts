import { realpath } from 'node:fs/promises'
import type { ServiceDefinition } from '../define/service-definition'
import type { Services } from '../define/define-services'
import { serviceShape } from '../define/service-shape'
import { loadServices } from './load-services'
import type { AcquireParams } from './messages'

/** The services files of a run: each is loaded once, at the first demand. */
export interface ServicesLibrary {
  readonly files: () => readonly string[]
  readonly add: (file: string) => Promise<void>
  readonly load: (file: string) => Promise<Services>
  /** The definition that a worker means. Throws a `TypeError` when the worker's version of the file has another. */
  readonly find: (wanted: AcquireParams) => Promise<ServiceDefinition>
}

/** Makes a library without files. */
export function createServicesLibrary(): ServicesLibrary {
  const loading = new Map<string, Promise<Services> | undefined>()

  async function load(file: string): Promise<Services> {
    const services = loading.get(file) ?? loadServices(file)
    loading.set(file, services)
    return services
  }

  return {
    files: () => [...loading.keys()],
    add: async (file) => {
      const path = await realpath(file)
      if (!loading.has(path)) loading.set(path, undefined)
    },
    load,
    find: async ({ file, name, shape }) => {
      const definition = (await load(file))[name]
      if (definition !== undefined && serviceShape(definition) === shape) return definition
      throw new TypeError(
        `Expected ${file} to be the same in the supervisor and in the worker, got another \`${name}\`: did the file change during the run?`,
      )
    },
  }
}
