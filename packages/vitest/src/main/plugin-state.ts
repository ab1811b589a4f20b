// The one registry of this package: what plugins asked for and what undoes it. The module of the configuration and that of
// the global setup may be two copies.
import type { TestProject } from 'vitest/node'

const key = Symbol.for('portside.vitest.plugin')

/** What the plugins of this process share. */
export interface PluginState {
  /** The services files that plugins named; a plugin may be resolved several times. */
  readonly files: Set<string>
  /** What undoes the global setups so far. */
  readonly cleanUps: (() => Promise<void>)[]
  /** The projects whose global setup has begun. */
  readonly projects: Set<TestProject>
  /** Whether a run of tests has begun; Vitest's global setup is run to list tests and to check types, too. */
  hasTests: boolean
}

/** The state of this process. */
export function pluginState(): PluginState {
  const holder = globalThis as { [key]?: PluginState }
  return (holder[key] ??= { files: new Set(), cleanUps: [], projects: new Set(), hasTests: false })
}
