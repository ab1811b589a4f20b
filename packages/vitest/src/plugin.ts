import { fileURLToPath } from 'node:url'
import {
  checkAdapterOptions,
  checkConfigFile,
  checkRunner,
  type ConfigPlace,
  servicesPath,
  servicesRule,
} from '@portside/core/worker'
import { optionRules, type OptionRules } from '@portside/errors'
import type { Vitest } from 'vitest/node'
import type { PortsidePluginOptions } from './plugin-options'

/** A plugin, as far as Vitest's `plugins` requires it. */
export interface PortsidePlugin {
  readonly name: 'portside'
  readonly api: Omit<Required<PortsidePluginOptions>, 'services'> & { readonly services: string | undefined }
  readonly config: () => { readonly test: { readonly globalSetup: string[]; readonly includeTaskLocation: true } }
  readonly configResolved: (config: ConfigPlace) => Promise<void>
  readonly configureVitest: (context: { readonly vitest: Vitest }) => Promise<void>
}

const rules: OptionRules<PortsidePluginOptions> = {
  services: servicesRule,
  provide: { ...optionRules.texts, expected: 'an array of names of services' },
}

/** The answer to an option that Vitest has. */
const otherwise =
  "the options of Vitest stand beside the plugin: defineConfig({ plugins: [portside({ services: './services.ts' })], test: { … } })"

/**
 * Makes the Vitest plugin: all workers of a run share the services of a file. Each is started when the first test acquires it, and stopped when the
 * run ends.
 *
 * @throws TypeError when an option is wrong. Its hook throws one when no services file is found, and a PortsideError when this version of Vitest is not
 * supported.
 * @example
 * ```ts
 * import { portside } from 'portside/vitest'
 * import { defineConfig } from 'vitest/config'
 *
 * export default defineConfig({ plugins: [portside({ services: './services.ts' })] })
 * ```
 *
 */
export function portside(options: PortsidePluginOptions = {}): PortsidePlugin {
  checkConfigFile('vitest', portside)
  checkAdapterOptions(options, rules, otherwise)
  const { services, provide = [] } = options
  return {
    name: 'portside',
    api: { services, provide },
    config: () => {
      const globalSetup = [fileURLToPath(new URL('global-setup.js', import.meta.url))]
      // Errors name the line of the test.
      return { test: { globalSetup, includeTaskLocation: true } }
    },
    configResolved: async (config) => {
      // Vite alone may use the same configuration, with any version of Vitest beside it, and where no services file is.
      if (process.env['VITEST'] !== undefined) checkRunner('vitest', config.root)
      else if (services === undefined) return
      const { pluginState } = await import('./main/plugin-state')
      pluginState().files.add(servicesPath(services, config))
    },
    configureVitest: async ({ vitest }) => {
      const { noticeFirstTests } = await import('./main/first-tests')
      noticeFirstTests(vitest)
    },
  }
}
