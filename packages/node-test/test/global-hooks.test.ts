import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { inProcess } from '@portside/core'
import { expect, test } from 'vitest'
import { portside, type PortsideNodeTestOptions } from '../src/global-hooks'

test.each([[null], [{ services: '' }], [{ services: 7 }], [{ services: 'a', other: 1 }]])(
  'the hooks refuse the options %j',
  (options) => {
    expect(() => portside(options as PortsideNodeTestOptions)).toThrow(TypeError)
  },
)

test('the supervisor is open from the global setup to the global teardown', async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'portside-test-')))
  const file = join(folder, 'services.mjs')
  Object.assign(globalThis, { [file]: { api: inProcess(() => (_, response) => response.end()) } })
  writeFileSync(file, `export default globalThis[${JSON.stringify(file)}]`)
  const { globalSetup, globalTeardown } = portside({ services: file })
  await globalSetup()
  expect(process.env['PORTSIDE_SUPERVISOR']).toBeDefined()
  await globalTeardown()
  expect(process.env['PORTSIDE_SUPERVISOR']).toBeUndefined()
  rmSync(folder, { recursive: true })
})

test('a teardown without a setup does nothing', async () => {
  await expect(portside({ services: 'services.mjs' }).globalTeardown()).resolves.toBeUndefined()
})

test('without a path, the services file is looked for from the folder of the file that calls', () => {
  const repository = resolve(import.meta.dirname, '../../..')
  expect(() => portside()).toThrow(
    `Expected a services file: there is no services.ts or portside.config.ts (nor .mts, .cts, .js, .mjs, .cjs) in ${import.meta.dirname} or a folder above, up to ${repository}.`,
  )
})
