import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  checkAdapterOptions,
  checkConfigFile,
  checkRunner,
  mayHaveEnvironment,
  servicesPath,
  servicesRule,
} from '@portside/core/worker'
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
  readonly setupFiles?: readonly string[] | null | undefined
  readonly globals?: object | null | undefined
  readonly projects?: readonly (string | object)[] | null | undefined
}

const rules: OptionRules<PortsideJestOptions> = {
  services: servicesRule,
}

/** The answer to an option that Jest has. */
const otherwise = "the options of Jest are the second argument: portside({ services: './services.js' }, { … })"

/**
 * Wraps a Jest configuration: all workers of a run share the services of a file. Each is started when the first test file acquires it, and stopped
 * when the run ends. A global setup of your own runs after ours, a global teardown before. The variables of `env` in the services file are set for both,
 * and in test files before any setup file of your own.
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
  checkConfigFile('jest', portside)
  checkAdapterOptions(options, rules, otherwise)
  const { services } = options
  const own = copyOf(config)
  checkRunner('jest')
  const { rootDir: root = '.' } = own
  if (typeof root !== 'string') throw invalidArgument('rootDir', 'the path of a folder', root)
  const configFile = ownPlaces(callPlace(portside))[0]
  const rootDir = rootOf(root, services, configFile)
  const file = servicesPath(services, { root: rootDir, configFile })
  const { globalSetup, globalTeardown } = own
  addRegistration({ services: file, rootDir, globalSetup, globalTeardown })
  const hooks = { globalSetup: hookFile('global-setup'), globalTeardown: hookFile('global-teardown') }
  return { ...withEnvironment(own, file), ...hooks }
}

/**
 * Returns the root of the project as Jest finds it: from the folder of the configuration, in which Jest need not be started. A function of the user that
 * is shared by several configurations may have called the wrapper: then the folder counts that Jest was started in.
 */
function rootOf(root: string, services: string | undefined, configFile: string | undefined): string {
  const besideConfig = resolve(configFile === undefined ? '.' : dirname(configFile), root)
  return services === undefined || existsSync(resolve(besideConfig, services)) ? besideConfig : resolve(root)
}

/** Adds the setup file of variables to a configuration and to the projects in it, unless the services file cannot have any: it takes time of each test file. */
function withEnvironment<Config extends JestConfig>(config: Config, services: string): Config {
  if (!mayHave(services)) return config
  const { projects } = config
  return {
    ...config,
    setupFiles: [hookFile('environment-setup'), ...(config.setupFiles ?? [])],
    // Read by that file; a file of its own for the name would be loaded with each test file.
    globals: { ...config.globals, 'portside.services': services },
    ...(projects && {
      projects: projects.map((project) => (typeof project === 'object' ? withEnvironment(project, services) : project)),
    }),
  }
}

/** A file that cannot be read is reported by the run. */
function mayHave(services: string): boolean {
  try {
    return mayHaveEnvironment(readFileSync(services, 'utf8'))
  } catch {
    return false
  }
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
