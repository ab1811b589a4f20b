import { types } from 'node:util'

/** The default export of a module, as it is: a promise is not awaited. */
export interface LoadedModule {
  /** Absent where the module exports nothing by default. */
  readonly default?: unknown
}

/**
 * Loads a file, be it TypeScript, ESM or CommonJS. Through jiti, since Node 20 takes no TypeScript, and since a CommonJS build cannot say
 * `import()` where Jest runs it. `isFresh` loads it again, with what it imports. Throws whatever the file throws.
 */
export async function loadModule(file: string, { isFresh = false } = {}): Promise<LoadedModule> {
  const { createJiti } = await import('jiti')
  // Its cache of files may be in the temporary folder, where other users could put code of theirs that this process would run.
  const options = { fsCache: false, interopDefault: false, ...(isFresh && { moduleCache: false }) }
  const loaded = await createJiti(file, options).import(file)
  if (!types.isModuleNamespaceObject(loaded)) return defaultOf(loaded)
  const module = loaded as LoadedModule
  return 'default' in module ? defaultOf(module.default) : {}
}

/** What a compiler has made CommonJS of says so; of other CommonJS, all that it exports is the default. */
function defaultOf(exported: unknown): LoadedModule {
  const isCompiled = typeof exported === 'object' && exported !== null && '__esModule' in exported
  if (!isCompiled) return { default: exported }
  return 'default' in exported ? { default: exported.default } : {}
}
