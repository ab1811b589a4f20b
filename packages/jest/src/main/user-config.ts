import { usageError } from '@portside/errors'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { loadModule } from '@portside/core/main'

/** Runs the global setup or teardown that the user's configuration names, as Jest would: with its two configurations. */
export async function runUserHook(
  name: string | null | undefined,
  rootDir: string,
  configs: readonly unknown[],
): Promise<void> {
  if (name === undefined || name === null) return
  const file = createRequire(join(rootDir, 'package.json')).resolve(name.replace('<rootDir>', rootDir))
  const { default: hook } = await loadModule(file)
  if (typeof hook !== 'function') throw usageError(`Expected ${file} to export a function by default`)
  await hook(...configs)
}

/** Returns whether this run is one of watch mode, according to its global configuration. */
export function isWatching(globalConfig: unknown): boolean {
  const { watch, watchAll } = (globalConfig ?? {}) as { watch?: boolean; watchAll?: boolean }
  return watch === true || watchAll === true
}
