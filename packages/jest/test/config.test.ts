import { relative, resolve } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { portside, type PortsideJestOptions } from '../src'
import { registrations } from '../src/main/registrations'

const key = Symbol.for('portside.jest.registrations')
afterEach(() => (globalThis as { [key]?: Map<string, unknown> })[key]?.clear())

test.each([[null], [{ services: '' }], [{ services: 7 }], [{ services: 'a', other: 1 }]])(
  'the wrapper refuses the options %j',
  (options) => {
    expect(() => portside(options as PortsideJestOptions)).toThrow(TypeError)
    expect(registrations()).toEqual([])
  },
)

test('the wrapper refuses a configuration that is no record', () => {
  expect(() => portside({ services: 'services.js' }, 'jest.config.js' as never)).toThrow('a configuration of Jest')
})

test('a wrapped configuration has our hooks in place of its own, which are kept for them', () => {
  const own = { rootDir: import.meta.dirname, testTimeout: 7, globalSetup: './setup.js', globalTeardown: null }
  const config = portside({ services: './services.js' }, own)
  expect(config).toMatchObject({ rootDir: import.meta.dirname, testTimeout: 7 })
  expect(config.globalSetup).toMatch(/global-setup\.cjs$/)
  expect(config.globalTeardown).toMatch(/global-teardown\.cjs$/)
  const { globalSetup, globalTeardown, rootDir } = own
  const services = resolve(rootDir, 'services.js')
  expect(registrations()).toEqual([{ services, rootDir, globalSetup, globalTeardown }])
})

test('the same services file is registered once, with the configuration that came last', () => {
  portside({ services: './services.js' }, { globalSetup: './first.js' })
  portside({ services: './services.js' }, { globalSetup: './second.js' })
  portside({ services: './other.js' })
  expect(registrations().map(({ globalSetup }) => globalSetup)).toEqual(['./second.js', undefined])
})

test('a path that is not beside the file that calls, such as a function for several configurations, is one of the folder that Jest was started in', () => {
  const [services, rootDir] = [import.meta.filename, process.cwd()]
  portside({ services: relative(rootDir, services) })
  expect(registrations()).toMatchObject([{ services, rootDir }])
})

test('without a path, the services file is looked for from the folder of the file that calls', () => {
  const repository = resolve(import.meta.dirname, '../../..')
  expect(() => portside()).toThrow(
    `Expected a services file: there is no services.ts or portside.config.ts (nor .mts, .cts, .js, .mjs, .cjs) in ${import.meta.dirname} or a folder above, up to ${repository}.`,
  )
})
