// The services files of a run: loaded when they are first needed, and anew in watch mode.
import { readdir, realpath } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { usageError } from '@portside/errors'
import { nearestNames, nowMs } from '@portside/internal'
import type { ServiceDefinition } from '../contract/service-definition'
import { serviceOf, type Services } from '../definition/define-services'
import { serviceShape } from '../definition/service-listing'
import { isNewer } from '../lifecycle/changed-since'
import { loadServices } from './load-services'
import type { AcquireParams, ListedAs } from '../protocol/messages'

/** The services files of a run. Each is loaded once, when it is first needed. */
export interface ServicesLibrary {
  /** Adds a file, if it is new, and resolves to its real path. */
  readonly add: (file: string) => Promise<string>
  readonly load: (file: string) => Promise<Services>
  /**
   * Finds the service that a worker asks for, if a file of the run lists it. Throws a `TypeError` when the worker's version of the file has another.
   */
  readonly find: (wanted: AcquireParams) => Promise<ListedService | undefined>
  /** Returns how long loading a file took here, in milliseconds; `undefined` if that is unknown. */
  readonly loadMs: (file: string) => number | undefined
  /** Makes files that have changed since they were loaded load again. Resolves to the definitions that are out of date as a result. */
  readonly renew: () => Promise<ReadonlySet<ServiceDefinition>>
}

/** A service as a file lists it. */
export interface ListedService extends ListedAs {
  readonly definition: ServiceDefinition
}

interface Loading {
  readonly services: Promise<Services>
  readonly atMs: number
  readonly beganMs: number
  endedMs?: number
}

/** Makes a library without files. */
export function createServicesLibrary(): ServicesLibrary {
  const loading = new Map<string, Loading | undefined>()
  const changed = new Set<string>()

  async function load(file: string): Promise<Services> {
    const known = loading.get(file)
    if (known !== undefined) return known.services
    const services = loadServices(file, { isFresh: changed.has(file) })
    const next: Loading = { services, atMs: Date.now(), beganMs: nowMs() }
    loading.set(file, next)
    return services.finally(() => void (next.endedMs = nowMs()))
  }

  async function renew(): Promise<ReadonlySet<ServiceDefinition>> {
    const old = new Set<ServiceDefinition>()
    for (const [file, known] of loading) {
      if (known === undefined || !(await isNewer(file, known.atMs))) continue
      for (const definition of Object.values(await known.services.catch(() => ({})))) old.add(definition)
      loading.set(file, undefined)
      changed.add(file)
    }
    return old
  }

  return {
    add: async (file) => {
      const path = await pathOf(file)
      if (!loading.has(path)) loading.set(path, undefined)
      return path
    },
    load,
    loadMs: (file) => {
      const { beganMs = 0, endedMs } = loading.get(file) ?? {}
      return endedMs === undefined ? undefined : endedMs - beganMs
    },
    renew,
    find: async ({ listings, shape }) => {
      const listed = listings.find(({ file }) => loading.has(file))
      if (listed === undefined) return undefined
      const definition = serviceOf(await load(listed.file), listed.name)
      if (definition !== undefined && serviceShape(definition) === shape) return { ...listed, definition }
      throw otherVersion(listed, shape, definition)
    },
  }
}

async function pathOf(file: string): Promise<string> {
  try {
    return await realpath(file)
  } catch (cause) {
    const near = nearestNames(basename(file), await readdir(dirname(file)).catch(() => []))
    const hint = near.length === 0 ? '' : `: did you mean ${near.join(' or ')}?`
    const fault = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'is not there' : 'cannot be read'
    throw usageError(`Expected \`services\` to be a services file, got ${file}, which ${fault}${hint}`, { cause })
  }
}

function otherVersion({ file, name }: ListedAs, shape: string, definition: ServiceDefinition | undefined): TypeError {
  const there = definition === undefined ? `no \`${name}\`` : `\`${name}\` as ${serviceShape(definition)}`
  return usageError(
    `Expected ${file} to list \`${name}\` for the supervisor as for the test, which has it as ${shape}, got ${there}: did the file change during the run, or does it depend on where it is loaded?`,
  )
}
