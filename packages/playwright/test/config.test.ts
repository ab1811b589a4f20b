import { expect, test } from 'vitest'
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
