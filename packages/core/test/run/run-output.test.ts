import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { command, start, task } from '../../src/index'
import { createServiceStore } from '../../src/lifecycle/service-store'
import { createRun } from '../../src/run/run'
import { expectGone } from '../support/expect-gone'
import { warningsOf } from '../support/warnings-of'

// Listens, and writes a password in two parts; `/die` ends it.
const talker = `
  process.stdout.write('up at postgres://me:pass')
  setTimeout(() => { console.log('word@127.0.0.1 with key1'); console.error('err') }, 50)
  require('node:http').createServer((q, r) => q.url === '/die' ? process.exit(5) : r.end()).listen(process.env.PORT, process.env.HOST)`
const isWhole = /with key1[^]*err|err[^]*with key1/

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portside-test-'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

function talking(options = {}) {
  return command(['node', '-e', talker], { ready: isWhole, redact: ['key1'], ...options })
}

/** The files of the only run in the folder, with what is in them. */
function keptFiles(): Record<string, string> {
  const [run = '', ...others] = readdirSync(folder)
  expect(others).toEqual([])
  const names = readdirSync(join(folder, run))
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, run, name), 'utf8')]))
}

describe('the output of services', () => {
  test('is in a file of the run while it runs, for its user only and without secrets, and gone afterwards', async () => {
    const run = createRun()
    const store = createServiceStore({ run })
    const { path, release } = run.directory.hold()
    release()
    const share = await store.acquire(talking(), {}, 'api')
    const file = join(path, 'api.log')
    expect(statSync(path).mode & 0o777).toBe(0o700)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    // Whoever waits for a line gets it before it is written.
    const lines = () => readFileSync(file, 'utf8').split('\n').sort()
    await expect.poll(lines).toEqual(['', 'err', 'up at postgres://me:****@127.0.0.1 with ****'])
    await share.release()
    expect(existsSync(path)).toBe(false)
    await expectGone(share.data as { pid: number; port: number })
  })

  test('is kept in a folder of the run where PORTSIDE_OUTPUT asks for it, that of tasks too', async () => {
    vi.stubEnv('PORTSIDE_OUTPUT', folder)
    const build = task(['node', '-e', 'console.log("built")'])
    const api = await start(talking({ needs: { build } }))
    await api.restart()
    await api.stop()
    const { 'service.log': both = '', 'service.build.log': built } = keptFiles()
    expect(built).toBe('built\n')
    expect(both.match(/up at/g)).toHaveLength(2)
    expect(both).not.toMatch(/password|key1/)
    expect(statSync(join(folder, readdirSync(folder)[0] ?? '')).mode & 0o777).toBe(0o700)
    await expectGone(api)
  })

  test('has a file for each instance that runs at once', async () => {
    vi.stubEnv('PORTSIDE_OUTPUT', folder)
    const store = createServiceStore({ run: createRun() })
    const definition = talking({ scope: 'worker' })
    await Promise.all(['1', '2'].map((worker) => store.acquire(definition, { worker }, 'api/v1')))
    await store.close()
    expect(Object.keys(keptFiles()).sort()).toEqual(['api_v1-2.log', 'api_v1.log'])
  })

  test('costs no start its life where it cannot be written, and one warning says so', async () => {
    writeFileSync(join(folder, 'file'), '')
    vi.stubEnv('PORTSIDE_OUTPUT', join(folder, 'file'))
    const definition = talking({ needs: { build: task(['node', '-e', '']) } })
    const apis: { readonly pid?: number | undefined; readonly port: number }[] = []
    const warnings = await warningsOf(undefined, async () => {
      const api = await start(definition)
      apis.push(api)
      await api.stop()
    })
    expect(warnings).toEqual([
      expect.stringMatching(/^The output of services is not kept in files: Error: (ENOTDIR|EEXIST).*`PORTSIDE_OUTPUT`/),
    ])
    for (const api of apis) await expectGone(api)
  })

  test('leaves nothing when the command is not there', async () => {
    const run = createRun()
    const store = createServiceStore({ run })
    await expect(store.acquire(command('no-such-program'))).rejects.toThrow('E_SPAWN_FAILED')
    await store.close()
    const { path, release } = run.directory.hold()
    release()
    expect(existsSync(path)).toBe(false)
  })
})
