import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkAdapterOptions, checkRunner, servicesPath, servicesRule } from '@portside/core/worker'
import { invalidArgument, optionRules, type OptionRules, unreadableArgument } from '@portside/errors'
import { callPlace, ownPlaces } from '@portside/internal'
import { addRegistration } from './main/registrations'

/** The options of the config wrapper. */
export interface PortsideJestOptions {
  /**
   * The path of the services file, relative to Jest's `rootDir`.
   * @default the nearest `services.ts` or `portside.config.ts` (or `.mts`, `.cts`, `.js`, `.mjs`, `.cjs`), from the folder of the configuration upwards
   */
  readonly services?: string
}

/** A Jest configuration, as far as the wrapper reads it. */
export interface JestConfig {
  readonly rootDir?: string | undefined
  readonly globalSetup?: string | null | undefined
  readonly globalTeardown?: string | null | undefined
}

const rules: OptionRules<PortsideJestOptions> = {
  services: servicesRule,
}

/**
 * Wraps a Jest configuration: all workers of a run share the services of a file. Each is started when the first test file acquires it, and stopped
 * when the run ends. A global setup of your own runs after ours, a global teardown before.
 *
 * @throws TypeError when an argument is wrong, or no services file is found; PortsideError when this version of Jest is not supported.
 * @example
 * ```js
 * const { portside } = require('portside/jest')
 *
 * module.exports = portside({ services: './services.js' }, { testTimeout: 10_000 })
 * ```
 *
 */
export function portside<Config extends object>(
  options: PortsideJestOptions = {},
  config: Config & JestConfig = {} as Config,
): Config {
  checkAdapterOptions(options, rules)
  const { services } = options
  const own = copyOf(config)
  checkRunner('jest')
  const { rootDir: root = '.' } = own
  if (typeof root !== 'string') throw invalidArgument('rootDir', 'the path of a folder', root)
  const rootDir = resolve(root)
  addRegistration({
    services: servicesPath(services, { root: rootDir, configFile: ownPlaces(callPlace(portside))[0] }),
    rootDir,
    globalSetup: own.globalSetup,
    globalTeardown: own.globalTeardown,
  })
  return { ...own, globalSetup: hookFile('global-setup'), globalTeardown: hookFile('global-teardown') }
}

/** Copies the user's configuration. Throws a `TypeError` when it is none, or cannot be read. */
function copyOf<Config extends object>(config: Config): Config {
  const expectation = 'a configuration of Jest'
  if (!optionRules.record.isAccepted(config)) throw invalidArgument('config', expectation, config)
  try {
    return { ...config }
  } catch (thrown) {
    throw unreadableArgument('config', expectation, thrown)
  }
}

function hookFile(name: string): string {
  return fileURLToPath(new URL(`${name}.cjs`, import.meta.url))
}
