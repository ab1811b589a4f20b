import { usageError } from '@portside/errors'
import type * as Vitest from 'vitest'

/** The plugin in a configuration, and its import. */
export const pluginLine =
  "plugins: [portside({ services: './services.ts' })], with import { portside } from 'portside/vitest'"

/**
 * Returns Vitest's functions for test files, from the place where it keeps them for `import.meta.vitest` (https://vitest.dev/guide/in-source). The
 * configuration imports this package for the plugin, and importing Vitest there would cost it as much as all of the rest. Throws a `TypeError` if no
 * test file is running.
 */
export function vitestApi(): typeof Vitest {
  const { __vitest_index__: api } = globalThis as { readonly __vitest_index__?: typeof Vitest }
  if (api === undefined)
    throw usageError(
      `Expected Vitest to run this file: \`withServices()\` and \`setupServices()\` are for test files. A configuration has ${pluginLine}; a script calls start() of 'portside'`,
    )
  return api
}
