import type * as Vitest from 'vitest'

// Only Vitest's workers load them, by its own word for these: the configuration imports this package for the plugin, where they would cost a run
// as much as all of the rest.
const loaded = process.env['VITEST_WORKER_ID'] === undefined ? undefined : await import('vitest')

/** Vitest's functions for test files. Throws a `TypeError` where none is run. */
export function vitestApi(): typeof Vitest {
  if (loaded === undefined)
    throw new TypeError('Expected Vitest to run this file: `portside/vitest` has services for its tests alone')
  return loaded
}
