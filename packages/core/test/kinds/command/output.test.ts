import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PortsideError } from '@portside/errors'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { command, start } from '../../../src/index'
import { serverPath } from '../../support/server-path'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'portside-test-'))
  vi.stubEnv('PORTSIDE_OUTPUT', directory)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(directory, { recursive: true })
})

test('a service that prints 10 MB answers a test that blocks its event loop, and the oldest output is dropped with a mark', async () => {
  const handle = await start(command(['node', serverPath('prints-much.mjs')]))
  const asks = `fetch('${handle.url}').then((answer) => answer.text()).then(console.log)`
  const { stdout } = spawnSync(process.execPath, ['-e', asks], { timeout: 20_000, encoding: 'utf8' })
  expect(stdout).toBe('answered\n')

  await handle.waitForOutput(/\.100000$/m)
  expect((await handle.output()).length).toBeLessThanOrEqual(64 * 1024)
  await handle.stop()
  const [run = ''] = readdirSync(directory)
  const [file = ''] = readdirSync(join(directory, run))
  const kept = readFileSync(join(directory, run, file), 'utf8')
  expect(kept).toMatch(/^\[portside dropped \d{7} bytes of output here: the runner was blocked for \d+ ms\]$/m)
  expect(kept.length).toBeLessThan(6_000_000)
  expect(kept.endsWith('.100000\n')).toBe(true)
})

const dying = `require('node:http').createServer(() => process.exit(1)).listen(process.env.PORT, process.env.HOST)`

test('the error of a crash names the file with all that the service wrote, or the way to keep it', async () => {
  const crash = async () => {
    const handle = await start(command(['node', '-e', dying]))
    const error: unknown = await handle.fetch('/').catch((thrown: unknown) => thrown)
    await handle.stop().catch(() => undefined)
    return error as PortsideError
  }
  const { hints } = await crash()
  const [run = ''] = readdirSync(directory)
  expect(hints.at(-1)).toBe(`All that it wrote is in ${join(directory, run, 'service.log')}.`)
  vi.stubEnv('PORTSIDE_OUTPUT', undefined)
  expect((await crash()).hints.at(-1)).toBe(
    'To keep all that it writes in a file, set `PORTSIDE_OUTPUT=logs` for the run.',
  )
})
