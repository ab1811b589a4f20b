import { checkAdapterOptions, servicesPath, servicesRule } from '@portside/core/worker'
import type { OptionRules } from '@portside/errors'
import { callNext, callPlace, ownPlaces } from '@portside/internal'

/** The options of the global hooks. */
export interface PortsideNodeTestOptions {
  /**
   * The path of the services file, relative to the folder in which the tests are run.
   * @default the nearest `services.ts` or `portside.config.ts` (or `.mts`, `.cts`, `.js`, `.mjs`, `.cjs`), from the folder of the module that calls this upwards
   */
  readonly services?: string
}

/** The exports that Node.js expects from a module of `--test-global-setup`. */
export interface PortsideGlobalHooks {
  /** Opens the supervisor from which test files acquire services. */
  readonly globalSetup: () => Promise<void>
  /** Stops all services that the run shared. */
  readonly globalTeardown: () => Promise<void>
}

const rules: OptionRules<PortsideNodeTestOptions> = {
  services: servicesRule,
}

/**
 * Makes the hooks of a module for `node --test --test-global-setup=<module>` (Node.js 24 and newer): all test files of a run share the services of a
 * file. Each is started when the first test file acquires it, and stopped when the run ends. The variables of `env` in the services file are set for test
 * files.
 *
 * @throws TypeError when an option is wrong, or no services file is found.
 * @example
 * ```ts
 * // global-setup.ts
 * import { portside } from 'portside/node-test'
 *
 * export const { globalSetup, globalTeardown } = portside({ services: './services.ts' })
 * ```
 *
 */
export function portside(options: PortsideNodeTestOptions = {}): PortsideGlobalHooks {
  checkAdapterOptions(options, rules)
  const { services } = options
  const file = servicesPath(services, { root: process.cwd(), configFile: ownPlaces(callPlace(portside))[0] })
  let cleanUp: (() => Promise<void>) | undefined
  return {
    globalSetup: async () => {
      const { preloadedVariables, superviseTests } = await import('@portside/core/main')
      cleanUp = await superviseTests(file, '1', preloadedVariables).catch(failInNextTurn)
    },
    globalTeardown: async () => cleanUp?.(),
  }
}

/** Node.js 24 ends with code 0, and says nothing, when a global set-up fails in the turn of the event loop in which a connection was made. */
async function failInNextTurn(error: unknown): Promise<never> {
  await new Promise<void>((resolve) => callNext(resolve))
  throw error
}
