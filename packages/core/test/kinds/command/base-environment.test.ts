import { once } from 'node:events'
import { createServer } from 'node:net'
import { probe } from '@portside/probe'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { command, defineService, reservePort, start } from '../../../src/index'
import { errorOf } from '../../support/error-of'
import { expectGone } from '../../support/expect-gone'
import { findProgram } from '../../support/find-program'
import { serverPath } from '../../support/server-path'

afterEach(() => vi.unstubAllEnvs())

type Options = Parameters<typeof command>[1]

/** Returns the environment of a service. */
async function environmentOf(options: Options = {}): Promise<Record<string, string>> {
  const api = await start(command(['node', serverPath('echo.mjs')], options as { ready: string }))
  const { environment } = (await (await api.fetch('/')).json()) as { environment: Record<string, string> }
  await api.stop()
  await expectGone(api)
  return environment
}

describe('the environment of a service', () => {
  test('opens no browser, and keeps no output of Python in a buffer', async () => {
    vi.stubEnv('BROWSER', 'firefox')
    expect(await environmentOf()).toMatchObject({ BROWSER: 'none', PYTHONUNBUFFERED: '1' })
    const env = { BROWSER: 'lynx', PYTHONUNBUFFERED: undefined }
    const own = await environmentOf({ env })
    expect(own).toMatchObject({ BROWSER: 'lynx' })
    expect(own).not.toHaveProperty('PYTHONUNBUFFERED')
  })

  test('has the address of the service as HOSTNAME only where it was exported', async () => {
    vi.stubEnv('HOSTNAME', 'box')
    expect(await environmentOf({ host: '::1' })).toMatchObject({ HOSTNAME: '::1' })
    expect(await environmentOf({ env: { HOSTNAME: 'mine' } })).toMatchObject({ HOSTNAME: 'mine' })
    vi.stubEnv('HOSTNAME', undefined)
    expect(await environmentOf()).not.toHaveProperty('HOSTNAME')
  })

  test('lets services reach each other without a proxy', async () => {
    vi.stubEnv('HTTP_PROXY', 'http://proxy.example:3128')
    vi.stubEnv('NO_PROXY', '.example.com, localhost')
    vi.stubEnv('no_proxy', undefined)
    const near = defineService({ start: () => ({ url: 'redis://127.0.0.9:6379' }) })
    const far = defineService({ start: () => ({ url: 'https://staging.example' }) })
    const needs = { near, far, port: reservePort() }
    const exceptions = '.example.com,localhost,127.0.0.1,::1,127.0.0.9'
    expect(await environmentOf({ needs })).toMatchObject({ NO_PROXY: exceptions, no_proxy: exceptions })
    expect(await environmentOf({ env: { NO_PROXY: 'mine' } })).toMatchObject({ NO_PROXY: 'mine' })
    vi.stubEnv('no_proxy', '*')
    expect(await environmentOf()).toMatchObject({ no_proxy: '*' })
  })

  test('has no debugging port of the runner', async () => {
    vi.stubEnv('NODE_OPTIONS', '--inspect-port 0 --max-old-space-size=999 --inspect=127.0.0.1:0')
    const { NODE_OPTIONS } = await environmentOf({ listenHook: false })
    expect(NODE_OPTIONS).toBe('--max-old-space-size=999')
    expect(await environmentOf({ env: { NODE_OPTIONS: '--inspect=0' } })).toMatchObject({
      NODE_OPTIONS: expect.stringContaining('--inspect=0'),
    })
  })

  test('is that of the commands of its probes, too', async () => {
    vi.stubEnv('NO_PROXY', 'example.com')
    const ready = probe.exec(['sh', '-c', 'test "$NO_PROXY" = example.com,127.0.0.1,::1,localhost'])
    const api = await start(command(['node', serverPath('echo.mjs')], { ready }))
    await api.stop()
  })
})

describe('a service that works in a terminal works here:', () => {
  test('one that listens on HOSTNAME', async () => {
    vi.stubEnv('HOSTNAME', 'box')
    const api = await start(command(['node', serverPath('listens-on-hostname.mjs')]))
    await api.stop()
    await expectGone(api)
  })

  test.skipIf(findProgram('python3') === undefined)(
    'one in Python that prints without flushing (skipped: needs python3)',
    async () => {
      vi.stubEnv('PYTHONUNBUFFERED', undefined)
      const api = await start(command(['python3', serverPath('prints-ready.py')], { ready: /Serving/ }))
      await api.stop()
      await expectGone(api)
    },
  )
})

test('a service that exits at once in test mode is said to be guarded', async () => {
  const guarded = (env: Record<string, string>) => command(['node', serverPath('guarded.mjs')], { env })
  const error = await errorOf(start(guarded({ NODE_ENV: 'test' })))
  expect(error).toMatchObject({ code: 'E_EXITED_EARLY' })
  expect(error.hints[0]).toContain("Set `env: { NODE_ENV: 'development' }`")
  const api = await start(guarded({ NODE_ENV: 'development' }))
  await api.stop()
})

test('a debugging port that is taken is not the cause of an exit', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  const env = { NODE_OPTIONS: `--inspect=127.0.0.1:${port}` }
  const error = await errorOf(start(command(['node', '-e', "import('./not-there.mjs')"], { env })))
  expect(error).toMatchObject({ code: 'E_EXITED_EARLY', output: expect.stringContaining('Starting inspector on') })
  expect(error.output).toContain('not-there.mjs')
  other.close()
})
