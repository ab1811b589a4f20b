import { resolve } from 'node:path'
import { checkOptions, invalidArgument, optionRules, type OptionRules } from '@portside/errors'

/** The options of the global hooks. */
export interface PortsideNodeTestOptions {
  /** The path of the services file, relative to the folder in which the tests are run. */
  readonly services: string
}

/** The exports that Node.js expects from a module of `--test-global-setup`. */
export interface PortsideGlobalHooks {
  /** Opens the supervisor from which test files acquire services. */
  readonly globalSetup: () => Promise<void>
  /** Stops all services that the run shared. */
  readonly globalTeardown: () => Promise<void>
}

const rules: OptionRules<PortsideNodeTestOptions> = {
  services: { ...optionRules.text, expected: 'the path of a services file' },
}

/**
 * Makes the hooks of a module for `node --test --test-global-setup=<module>` (Node.js 24 and newer): all test files of a run share the services of a
 * file. Each is started when the first test file acquires it, and stopped when the run ends.
 *
 * @throws TypeError when `services` is no path.
 * @example
 * ```ts
 * // global-setup.ts
 * import { portside } from 'portside/node-test'
 *
 * export const { globalSetup, globalTeardown } = portside({ services: './services.ts' })
 * ```
 *
 */
export function portside(options: PortsideNodeTestOptions): PortsideGlobalHooks {
  checkOptions('portside()', options, rules)
  const { services } = options
  if (services === undefined) throw invalidArgument('services', rules.services.expected, services)
  let cleanUp: (() => Promise<void>) | undefined
  return {
    globalSetup: async () => {
      const { supervise } = await import('@portside/core/main')
      cleanUp = await supervise(resolve(services))
    },
    globalTeardown: async () => cleanUp?.(),
  }
}
