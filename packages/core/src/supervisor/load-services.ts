import { printWarning } from '@portside/internal'
import { clearTimeout, setTimeout } from 'node:timers'
import { types } from 'node:util'
import { basename } from 'node:path'
import { framesOf, isPortsideError, isUsageError, usageError } from '@portside/errors'
import { checkServices, type Services } from '../definition/define-services'
import { fixPlaces } from '../definition/service-listing'
import { fixEnvironmentPlace } from '../definition/services-environment'

/** How long a file may load before a warning, in milliseconds. */
const patienceMs = 5000

/**
 * Loads a services file, and warns when that takes long. Throws a `TypeError` when its default export is not a record of services, or is empty, and
 * any error of the file.
 */
export async function loadServices(file: string, options: { readonly isFresh?: boolean } = {}): Promise<Services> {
  const timer = setTimeout(() => warn(file), patienceMs).unref()
  const module = await loadModule(file, options)
    .catch((error: unknown) => {
      throw ofFile(file, error)
    })
    .finally(() => clearTimeout(timer))
  const services = module.default
  if (!('default' in module)) throw wrongExport(file, 'it has no default export')
  try {
    checkServices(services)
  } catch (cause) {
    throw wrongExport(file, (cause as Error).message, cause)
  }
  fixPlaces(Object.values(services))
  fixEnvironmentPlace(services)
  return services
}

/** Names the file as the one that threw: the words of its error may be anything. Errors of our own name the place. */
function ofFile(file: string, error: unknown): unknown {
  if (isPortsideError(error) || isUsageError(error)) return error
  const made = new Error(`${basename(file)} threw while it was loaded: ${wordsOf(error)}`, { cause: error })
  const frames = error instanceof Error ? framesOf(error.stack ?? '') : []
  if (frames.length > 0) made.stack = [`Error: ${made.message}`, ...frames].join('\n')
  return made
}

/** A call of an imported name, as the loader compiles it: `(0 , _portside.postgres) is not a function`. */
const compiledCall = /\(0 , [\w$]+\.([\w$]+)\) is not a function/

/** A module that cannot be a package, since no name of one begins with `@/`, `~` or `$`: projects name paths of their own like this. */
const missingAlias = /^Error: Cannot find (?:module|package) '(?:@\/|[~$])/

/** Returns the words of an error: an import that is no function with its name in the file, a missing module that is an alias with the reason. */
function wordsOf(error: unknown): string {
  const words = String(error)
  if (missingAlias.test(words))
    return `${words.split('\n', 1)[0]}: the aliases of tsconfig.json and of the test runner are unknown where services are started. Import it by its path, as in './lib/file'`
  return words.replace(compiledCall, (_, name: string) => {
    const what = name === 'default' ? 'a default import' : `\`${name}\``
    const kind = name === 'default' ? 'default export that is a function' : 'function of that name'
    return `${what} is not a function: the module that it is imported from has no ${kind}`
  })
}

function wrongExport(file: string, reason: string, cause?: unknown): TypeError {
  return usageError(`Expected ${file} to export defineServices({ … }) by default: ${reason}`, { cause })
}

function warn(file: string): void {
  const text = `${file} is still being loaded after ${patienceMs} ms: does it wait for something at its top level?`
  printWarning('PORTSIDE_LOADING', text)
}

/** The default export of a module, as it is: a promise is not awaited. */
export interface LoadedModule {
  /** Absent if the module has no default export. */
  readonly default?: unknown
}

/**
 * Loads a TypeScript, ESM or CommonJS file. Uses jiti, since Node 20 does not load TypeScript, and a CommonJS build cannot use `import()` where Jest
 * runs it. `isFresh` loads the file again, with its imports. Throws any error of the file.
 */
export async function loadModule(file: string, { isFresh = false } = {}): Promise<LoadedModule> {
  const { createJiti } = await import('jiti')
  // Its file cache may be in the temporary folder, where other users could put code that this process would run.
  const options = { fsCache: false, interopDefault: false, ...(isFresh && { moduleCache: false }) }
  const loaded = await createJiti(file, options).import(file)
  if (!types.isModuleNamespaceObject(loaded)) return defaultOf(loaded)
  const module = loaded as LoadedModule
  return 'default' in module ? defaultOf(module.default) : {}
}

/** Returns the default export. CommonJS that a compiler has made is marked; of other CommonJS, all exports are the default. */
function defaultOf(exported: unknown): LoadedModule {
  const isCompiled = typeof exported === 'object' && exported !== null && '__esModule' in exported
  if (!isCompiled) return { default: exported }
  return 'default' in exported ? { default: exported.default } : {}
}
