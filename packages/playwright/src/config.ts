import type { PlaywrightTestConfig } from '@playwright/test'
import {
  checkAdapterOptions,
  checkConfigFile,
  checkRunner,
  servicesPath,
  servicesRule,
  takeEnvironmentSync,
} from '@portside/core/worker'
import { type OptionRules, usageError } from '@portside/errors'

/** The options of the config wrapper. */
export interface PortsidePlaywrightOptions {
  /**
   * The path of the services file, relative to the folder of the configuration.
   * @default the nearest `services.ts` or `portside.config.ts` (or `.mts`, `.cts`, `.js`, `.mjs`, `.cjs`), from the folder of the configuration upwards
   */
  readonly services?: string
}

/** The plugin that Playwright Test runs before the user's own global setup, and after the global teardown. */
interface RunnerPlugin {
  readonly name: string
  readonly setup: (config: unknown, configDirectory: string) => Promise<void>
  readonly teardown: () => Promise<void>
}

const rules: OptionRules<PortsidePlaywrightOptions> = {
  services: servicesRule,
}

const otherwise =
  "Playwright Test are the next argument of defineConfig(portside({ services: './services.ts' }), { … })"

/**
 * Makes the first of the configurations that `defineConfig` merges: all workers of a run share the services of a file. Each is started when the first
 * test acquires it, and stopped when the run ends. A global setup of your own runs after ours, a global teardown before. The variables of `env` in the
 * services file are set for both, and for test files.
 *
 * @throws TypeError when an option is wrong. Its setup throws one when no services file is found; PortsideError when this version of Playwright Test is not supported.
 * @example
 * ```ts
 * import { defineConfig } from '@playwright/test'
 * import { portside } from 'portside/playwright'
 *
 * export default defineConfig(portside({ services: './services.ts' }), { testDir: './test' })
 * ```
 *
 */
export function portside(options: PortsidePlaywrightOptions = {}): PlaywrightTestConfig {
  checkConfigFile('playwright', portside)
  checkAdapterOptions(options, rules, `the options of ${otherwise}`)
  if (arguments.length > 1) throw usageError(`Expected portside() to have one argument: the options of ${otherwise}`)
  const { services } = options
  checkRunner('@playwright/test')
  // Each worker loads the configuration before its first test file.
  takeEnvironmentSync()
  // The place where Playwright's own component testing puts its plugin. The user's own `globalSetup` would replace ours.
  return { '@playwright/test': { plugins: [() => createPlugin(services)] } } as PlaywrightTestConfig
}

function createPlugin(services: string | undefined): RunnerPlugin {
  let cleanUp: (() => Promise<void>) | undefined
  return {
    name: 'portside',
    setup: async (_config, configDirectory) => {
      const { superviseTests } = await import('@portside/core/main')
      // The main process also loads the test files. Slots of workers begin at 0.
      cleanUp = await superviseTests(servicesPath(services, { root: configDirectory }), '0')
    },
    teardown: async () => cleanUp?.(),
  }
}
