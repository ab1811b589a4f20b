import { basename, dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

interface Resolved {
  readonly id: string
}

/** What Vite gives to a `resolveId` hook, as far as this one asks for it. */
interface ResolveContext {
  readonly resolve: (source: string, importer: string | undefined, options: object) => Promise<Resolved | null>
}

/** A `resolveId` hook: https://rollupjs.org/plugin-development/#resolveid */
export interface ResolveHook {
  readonly order: 'pre'
  readonly handler: (
    this: ResolveContext,
    source: string,
    importer: string | undefined,
    options: object,
  ) => Promise<Resolved | null>
}

/**
 * Has tests get one file for `portside` and `portside/vitest`, since each module that is no file of the project costs a test file half a
 * millisecond or more: that which `portside/vitest` has all of its exports from, this one once `portside` is built.
 */
export const resolveAsOne: ResolveHook = {
  order: 'pre',
  async handler(source, importer, options) {
    if (source !== 'portside' && source !== 'portside/vitest') return null
    const ownFile = fileURLToPath(import.meta.url)
    const entry = await this.resolve('portside/vitest', importer, { ...options, skipSelf: true })
    if (entry === null || resolve(dirname(entry.id)) !== dirname(ownFile)) return entry
    return { ...entry, id: entry.id.replace(/[^/\\]+$/, () => basename(ownFile)) }
  },
}
