import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inProcess } from '@portside/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import globalSetup from '../src/global-setup'
import globalTeardown from '../src/global-teardown'
import { hasCleanUps, runCleanUps } from '../src/main/clean-ups'
import { portside } from '../src'

let folder: string
const events: string[] = []
const holder = globalThis as { jestHookEvents?: string[] }

beforeEach(() => {
  events.length = 0
  holder.jestHookEvents = events
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'portside-test-')))
  const file = join(folder, 'services.cjs')
  Object.assign(globalThis, { [file]: { api: inProcess(() => (_, response) => response.end()) } })
  writeFileSync(file, `module.exports = globalThis[${JSON.stringify(file)}]`)
  const hook = (name: string) => {
    const isOpen = `process.env.PORTSIDE_SUPERVISOR !== undefined`
    writeFileSync(join(folder, name), `module.exports = () => { jestHookEvents.push('${name} ' + (${isOpen})) }`)
    return `<rootDir>/${name}`
  }
  portside(
    { services: file },
    { rootDir: folder, globalSetup: hook('setup.cjs'), globalTeardown: hook('teardown.cjs') },
  )
})

afterEach(async () => {
  await runCleanUps()
  ;(globalThis as Record<symbol, Map<string, unknown>>)[Symbol.for('portside.jest.registrations')]?.clear()
  rmSync(folder, { recursive: true })
})

test("the user's own hooks run while the supervisor is open, and the teardown closes it", async () => {
  await globalSetup({})
  expect(hasCleanUps()).toBe(true)
  await globalTeardown({})
  expect(events).toEqual(['setup.cjs true', 'teardown.cjs true'])
  expect(hasCleanUps()).toBe(false)
  expect(process.env['PORTSIDE_SUPERVISOR']).toBeUndefined()
})

test('in watch mode the supervisor stays open between runs, and is opened once', async () => {
  await globalSetup({ watch: true })
  const address = process.env['PORTSIDE_SUPERVISOR']
  await globalTeardown({ watch: true })
  await globalSetup({ watch: true })
  expect(process.env['PORTSIDE_SUPERVISOR']).toBe(address)
  expect(events).toHaveLength(3)
})
