import { usageError } from '@portside/errors'
import { callPlace } from '@portside/internal'

/** The runners that have a configuration in a file. */
export type ConfiguredRunner = 'jest' | 'playwright' | 'vitest'

/** A function of ours that is running. */
type Callee = (...args: never) => unknown

interface ConfigFile {
  readonly name: string
  readonly runner: ConfiguredRunner
}

/** Throws a `TypeError` when the `portside()` of `runner` was called in the configuration of another one, which would ignore it. */
export function checkConfigFile(runner: ConfiguredRunner, portside: Callee): void {
  const file = configFileAt(portside)
  if (file === undefined || file.runner === runner) return
  throw usageError(
    `Expected the portside() of 'portside/${file.runner}' in ${file.name}, got that of 'portside/${runner}': write import { portside } from 'portside/${file.runner}'`,
  )
}

/** Throws a `TypeError` when `callee`, which test files call, was called in a configuration; `instead` is what to write there. */
export function refuseInConfigFile(callee: Callee, instead: string): void {
  const file = configFileAt(callee)
  if (file === undefined) return
  throw usageError(
    `Expected ${callee.name}() to be called in a test file, got ${file.name}: a configuration has ${instead}`,
  )
}

/** Returns the configuration file that a call was in, by its name. */
function configFileAt(callee: Callee): ConfigFile | undefined {
  const { stack = '' } = callPlace(callee)
  const [, caller = ''] = stack.split('\n')
  const [, name, tool] = /[\\/]((jest|playwright|vitest|vite)\.config\.[cm]?[jt]s)\b/.exec(caller) ?? []
  if (name === undefined || tool === undefined) return undefined
  return { name, runner: tool === 'vite' ? 'vitest' : (tool as ConfiguredRunner) }
}
