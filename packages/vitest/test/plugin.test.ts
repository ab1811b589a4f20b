import { resolve } from 'node:path'
import { command, defineServices } from '@portside/core'
import { afterEach, expect, test, vi } from 'vitest'
import { portside, type PortsidePluginOptions } from '../src'
import { createFolder } from '../../../test/support/create-folder'
import { pluginState } from '../src/main/plugin-state'

afterEach(() => pluginState().files.clear())

test.each([[null], [{ services: '' }], [{ services: 7 }], [{ services: 'a', provide: 'api' }]])(
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

test('without a path, the plugin finds the nearest services file above the folder of the configuration', async () => {
  await using project = await createFolder({
    'portside.config.mts': '',
    'apps/web/vitest.config.ts': '',
    '.git/HEAD': '',
  })
  const configFile = project.file('apps/web/vitest.config.ts')
  const plugin = portside()
  expect(plugin.api).toEqual({ services: undefined, provide: [] })
  await plugin.configResolved({ root: project.path, configFile })
  await portside({}).configResolved({ root: project.file('apps/web'), configFile: false })
  expect([...pluginState().files]).toEqual([project.file('portside.config.mts')])
})

test('without a path and without a services file, the plugin says where it has looked', async () => {
  await using project = await createFolder({ 'apps/web/vitest.config.ts': '', '.git/HEAD': '' })
  const configFile = project.file('apps/web/vitest.config.ts')
  await expect(portside().configResolved({ root: project.path, configFile })).rejects.toThrow(
    `Expected a services file: there is no services.ts or portside.config.ts (nor .mts, .cts, .js, .mjs, .cjs) in ${project.file('apps/web')} or a folder above, up to ${project.path}. Write portside({ services: './path' }) for another one`,
  )
})

test('Vite alone may use the configuration where no services file is', async () => {
  await using project = await createFolder({ 'vite.config.ts': '', '.git/HEAD': '' })
  vi.stubEnv('VITEST', undefined)
  try {
    await portside().configResolved({ root: project.path, configFile: project.file('vite.config.ts') })
    expect([...pluginState().files]).toEqual([])
  } finally {
    vi.unstubAllEnvs()
  }
})

test('services in place of a path are refused with the reason', () => {
  const services = defineServices({ api: command('node server.js') })
  for (const options of [services, { services }])
    expect(() => portside(options as PortsidePluginOptions)).toThrow(
      "Expected `services` to be the path of a services file, got the services: each process of a run loads the file itself, since functions do not cross processes. Write portside({ services: './packages/vitest/test/plugin.test.ts' })",
    )
  expect(() => portside({ services: { api: command('node x') } as never })).toThrow(
    "portside({ services: './services.ts' })",
  )
})

test('the services file is resolved from the root of the project, and listed once for all instances of the plugin', async () => {
  const plugins = [portside({ services: './services.ts' }), portside({ services: 'services.ts' })]
  for (const plugin of plugins) await plugin.configResolved({ root: import.meta.dirname })
  expect([...pluginState().files]).toEqual([resolve(import.meta.dirname, 'services.ts')])
})
