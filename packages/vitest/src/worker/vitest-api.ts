import type * as Vitest from 'vitest'

/**
 * Vitest's functions for test files, from where it keeps them for `import.meta.vitest` (https://vitest.dev/guide/in-source): an import of them
 * would cost the configuration, which imports this package for the plugin, as much as all of the rest. Throws a `TypeError` where no test file is run.
 */
export function vitestApi(): typeof Vitest {
  const { __vitest_index__: api } = globalThis as { readonly __vitest_index__?: typeof Vitest }
  if (api === undefined)
    throw new TypeError('Expected Vitest to run this file: `portside/vitest` has services for its tests alone')
  return api
}
