import { resolve } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { portside, type PortsidePluginOptions } from '../src'
import { pluginState } from '../src/main/plugin-state'

afterEach(() => pluginState().files.clear())

test.each([[undefined], [null], [{}], [{ services: '' }], [{ services: 7 }], [{ services: 'a', provide: 'api' }]])(
  'the plugin refuses the options %j',
  (options) => {
    expect(() => portside(options as PortsidePluginOptions)).toThrow(TypeError)
  },
)

test('the plugin keeps its options for the global setup, which it adds', () => {
  const plugin = portside({ services: './services.ts' })
  expect(plugin.api).toEqual({ services: './services.ts', provide: [] })
  expect(plugin.config().test.globalSetup).toEqual([expect.stringMatching(/^\/.*global-setup\.js$|^[A-Z]:/)])
})

test('the services file is resolved from the root of the project, and listed once for all instances of the plugin', async () => {
  const plugins = [portside({ services: './services.ts' }), portside({ services: 'services.ts' })]
  for (const plugin of plugins) await plugin.configResolved({ root: import.meta.dirname })
  expect([...pluginState().files]).toEqual([resolve(import.meta.dirname, 'services.ts')])
})
