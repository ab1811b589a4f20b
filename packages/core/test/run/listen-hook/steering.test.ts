import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { command, start } from '../../../src/index'
import { expectGone } from '../../support/expect-gone'
import { serverPath } from '../../support/server-path'

interface Listening {
  readonly address: string
  readonly port: number
}

const argv = (way: string) => ['node', serverPath('steered.mjs'), way]

/** Starts a server that listens in some way, and gives the address that it says it listens on, and that it was given. */
async function addressOf(way: string, options: Parameters<typeof command>[1]) {
  const api = await start(command(argv(way), { ready: '/', ...options } as { ready: string }))
  const listening = (await (await api.fetch('/')).json()) as Listening
  await api.stop()
  await expectGone(api)
  return { ...listening, given: api.port }
}

describe('remap', () => {
  test.each(['port', 'text', 'backlog', 'no host', 'options', 'host', 'host option'])(
    'moves a port that stands in the code: %s',
    async (way) => {
      const env = { NAMED_HOST: '127.0.0.1' }
      const { port, given } = await addressOf(way, { remap: { 3000: 'lease' }, expose: 'allow', env })
      expect(port).toBe(given)
      expect(port).not.toBe(3000)
    },
  )

  test('moves it to another port of the service by name', async () => {
    const listen = (port: string) =>
      `require('node:http').createServer((q, r) => r.end('${port}')).listen(${port}, '127.0.0.1')`
    const code = `${listen('3000')}; ${listen('3001')}`
    const options = { ports: { admin: 'lease' }, remap: { 3000: 'lease', 3001: 'admin' }, ready: '/' } as const
    const api = await start(command(['node', '-e', code], options))
    expect(await (await api.fetch('/')).text()).toBe('3000')
    expect(await (await fetch(api.urls.admin)).text()).toBe('3001')
    await api.stop()
    await expectGone(api)
  })

  test('leaves other ports alone', async () => {
    const options = { port: 'none', ready: /address (.*)/, remap: {}, expose: 'allow' } as const
    const api = await start(command(argv('port 0'), options))
    const [, text = ''] = await api.waitForOutput(/address (.*)/)
    expect((JSON.parse(text) as Listening).port).toBeGreaterThan(3000)
    await api.stop()
  })

  test('is refused for what is no port of the service, and without the listen hook', () => {
    expect(() => command('node server.js', { remap: { 3000: 'admin' as 'lease' } })).toThrow("to be 'lease'")
    expect(() => command('node server.js', { port: 'none', ready: /x/, remap: { 3000: 'lease' } })).toThrow(
      'remap[3000]',
    )
    expect(() => command('node server.js', { remap: { 99999: 'lease' } })).toThrow('from 1 to 65535')
    expect(() => command('node server.js', { remap: { 3000: 'lease' }, listenHook: false })).toThrow('listenHook')
  })
})

describe("expose: 'narrow'", () => {
  test.each(['port', 'text', 'backlog', 'no host', 'options'])(
    'binds loopback where no host is named: %s',
    async (way) => {
      const { address } = await addressOf(way, { expose: 'narrow', remap: { 3000: 'lease' } })
      expect(address).toBe('127.0.0.1')
    },
  )

  test('binds the loopback address of the service', async () => {
    const { address } = await addressOf('port', { expose: 'narrow', host: '::1', remap: { 3000: 'lease' } })
    expect(address).toBe('::1')
  })

  test.each(['nothing', 'port 0'])('does so where the port is any: %s', async (way) => {
    const api = await start(command(argv(way), { port: 'none', ready: /address/, expose: 'narrow' }))
    const [, text = ''] = await api.waitForOutput(/address (.*)/)
    expect((JSON.parse(text) as Listening).address).toBe('127.0.0.1')
    await api.stop()
  })

  test.each(['host', 'host option'])('leaves a host that is named: %s', async (way) => {
    const env = { NAMED_HOST: '0.0.0.0' }
    const { address } = await addressOf(way, { expose: 'narrow', remap: { 3000: 'lease' }, env })
    expect(address).toBe('0.0.0.0')
  })

  test('leaves a path alone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portside-test-'))
    const path = join(folder, 'socket')
    const api = await start(
      command(argv('path'), { port: 'none', ready: /address/, expose: 'narrow', env: { SOCKET_PATH: path } }),
    )
    expect(await api.waitForOutput(/address (.*)/)).toContain(JSON.stringify(path))
    await api.stop()
    rmSync(folder, { recursive: true })
  })
})
