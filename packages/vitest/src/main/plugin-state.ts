// The only registry of this package: the requests of plugins and their clean-ups. The module of the configuration and that of the global setup may be
// two copies.
import type { TestProject } from 'vitest/node'
import { globalState } from '@portside/internal'

/** The state that the plugins of this process share. */
export interface PluginState {
  /** The services files that plugins named; a plugin may be resolved several times. */
  readonly files: Set<string>
  /** The clean-ups of the global setups so far. */
  readonly cleanUps: (() => Promise<void>)[]
  /** The projects whose global setup has begun. */
  readonly projects: Set<TestProject>
  /** True once a run of tests has begun; Vitest also runs the global setup to list tests and to check types. */
  hasTests: boolean
}

/** Returns the state of this process. */
export function pluginState(): PluginState {
  return globalState<PluginState>('vitest.plugin', () => ({
    files: new Set(),
    cleanUps: [],
    projects: new Set(),
    hasTests: false,
  }))
}
