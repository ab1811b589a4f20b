/** What Vite gives to a `resolveId` hook, as far as this one asks for it. */
interface ResolveContext {
  readonly resolve: (source: string, importer: string | undefined, options: object) => Promise<object | null>
}

/** A `resolveId` hook: https://rollupjs.org/plugin-development/#resolveid */
export interface ResolveHook {
  readonly order: 'pre'
  readonly handler: (
    this: ResolveContext,
    source: string,
    importer: string | undefined,
    options: object,
  ) => Promise<object | null>
}

/**
 * Has tests get `portside/vitest`, which has all that `portside` has, for `portside`: they import both, and each module that is no file of
 * the project costs a test file more than a millisecond.
 */
export const resolveAsOne: ResolveHook = {
  order: 'pre',
  async handler(source, importer, options) {
    return source === 'portside' ? this.resolve('portside/vitest', importer, options) : null
  },
}
