import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkRunner } from '@portside/core/worker'
import { checkOptions, invalidArgument, optionRules, type OptionRules } from '@portside/errors'
import type { Vitest } from 'vitest/node'
import type { PortsidePluginOptions } from './plugin-options'

/** A plugin, as far as Vitest's `plugins` requires it. */
export interface PortsidePlugin {
  readonly name: 'portside'
  readonly api: Required<PortsidePluginOptions>
  readonly config: () => { readonly test: { readonly globalSetup: string[]; readonly includeTaskLocation: true } }
  readonly configResolved: (config: { readonly root: string }) => Promise<void>
  readonly configureVitest: (context: { readonly vitest: Vitest }) => Promise<void>
}

const rules: OptionRules<PortsidePluginOptions> = {
  services: { ...optionRules.text, expected: 'the path of a services file' },
  provide: { ...optionRules.texts, expected: 'an array of names of services' },
}

/**
 * Makes the Vitest plugin: all workers of a run share the services of a file. Each is started when the first test acquires it, and stopped when the
 * run ends.
 *
 * @throws TypeError when `services` is no path, or `provide` no list of names. Its hook throws a PortsideError when this version of Vitest is not
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
export function portside(options: PortsidePluginOptions): PortsidePlugin {
  checkOptions('portside()', options, rules)
  const { services, provide = [] } = options
  if (services === undefined) throw invalidArgument('services', rules.services.expected, services)
  return {
    name: 'portside',
    api: { services, provide },
    config: () => {
      const globalSetup = [fileURLToPath(new URL('global-setup.js', import.meta.url))]
      // Errors name the line of the test.
      return { test: { globalSetup, includeTaskLocation: true } }
    },
    configResolved: async ({ root }) => {
      // Vite alone may use the same configuration, with any version of Vitest beside it.
      if (process.env['VITEST'] !== undefined) checkRunner('vitest', root)
      const { pluginState } = await import('./main/plugin-state')
      pluginState().files.add(resolve(root, services))
    },
    configureVitest: async ({ vitest }) => {
      const { watchForTests } = await import('./main/watch-for-tests')
      watchForTests(vitest)
    },
  }
}
