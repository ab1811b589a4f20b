import { defineServices, inProcess } from '@portside/core'
import { expect, test } from 'vitest'
import { createFolder } from '../../../test/support/create-folder'
import { portside, type PortsidePlaywrightOptions } from '../src/config'

test.each([[null], [{ services: '' }], [{ services: 7 }], [{ services: 'a', other: 1 }]])(
  'the wrapper refuses the options %j',
  (options) => {
    expect(() => portside(options as PortsidePlaywrightOptions)).toThrow(TypeError)
  },
)

test('the wrapper adds a plugin and no global setup, of which a configuration has one', () => {
  const config = portside({ services: './services.ts' })
  expect(config).toEqual({ '@playwright/test': { plugins: [expect.any(Function)] } })
})

test('without a path, the nearest services file above the configuration is taken when the run begins', async () => {
  const key = 'portside test services'
  Object.assign(globalThis, { [key]: defineServices({ api: inProcess(() => (_, response) => response.end()) }) })
  await using folder = await createFolder({
    'portside.config.cjs': `module.exports = globalThis['${key}']`,
    'e2e/README.md': '',
    '.git': '',
  })
  const plugin = pluginOf(portside())
  await plugin.setup({}, folder.file('e2e'))
  expect(process.env['PORTSIDE_SUPERVISOR']).toBeDefined()
  await plugin.teardown()
  expect(process.env['PORTSIDE_SUPERVISOR']).toBeUndefined()
})

test('without a path and without a services file, the run fails with the folders that were searched', async () => {
  await using folder = await createFolder({ '.git': '' })
  await expect(pluginOf(portside()).setup({}, folder.path)).rejects.toThrow(`in ${folder.path}. Write`)
})

interface Plugin {
  readonly setup: (config: object, directory: string) => Promise<void>
  readonly teardown: () => Promise<void>
}

function pluginOf(config: object): Plugin {
  const { '@playwright/test': own } = config as { readonly '@playwright/test': { readonly plugins: [() => Plugin] } }
  return own.plugins[0]()
}
