import { lookup } from 'node:dns/promises'
import { expect, test } from 'vitest'
import { command, external, inProcess, reservePort, start } from '../../../src/index'
import { expectGone } from '../../support/expect-gone'
import { serverPath } from '../../support/server-path'

const echo = ['node', serverPath('echo.mjs')]
const localhost = new Set((await lookup('localhost', { all: true })).map(({ address }) => address))

test('a handle has URLs for WebSockets and for paths', async () => {
  const api = await start(command(echo, { ports: { admin: 'lease' } }))
  expect(api.wsUrl).toBe(`ws://127.0.0.1:${api.port}`)
  expect(api.urlFor('/users?page=2')).toBe(`http://127.0.0.1:${api.port}/users?page=2`)
  expect(api.urlFor('')).toBe(`http://127.0.0.1:${api.port}/`)
  expect(() => api.urlFor('http://127.0.0.1:1/')).toThrow(`Expected \`path\` to be a path of ${api.url}`)
  expect(() => api.urlFor('//other/')).toThrow('Expected `path` to be a path of')
  const same = await start(external(`${api.url}/base`))
  expect([same.wsUrl, same.urlFor('/x')]).toEqual([`ws://127.0.0.1:${api.port}/base`, `${api.url}/x`])
  await same.stop()
  await api.stop()
  await expectGone(api)
})

test.skipIf(!localhost.has('127.0.0.1'))(
  "`urlHost: 'localhost'` spells the URLs of a service, and its address stays (skipped: localhost is not 127.0.0.1)",
  async () => {
    const webPort = reservePort({ urlHost: 'localhost' })
    const reserved = await start(webPort)
    expect(reserved.url).toBe(`http://localhost:${reserved.port}`)
    await reserved.stop()
    const env = (_: unknown, { url }: { readonly url: string }) => ({ SELF: url })
    const ports = { admin: 'lease' } as const
    const api = await start(command([...echo, '{url}'], { urlHost: 'localhost', env, ports }))
    expect([api.url, api.wsUrl, api.host]).toEqual([
      `http://localhost:${api.port}`,
      `ws://localhost:${api.port}`,
      '127.0.0.1',
    ])
    expect(api.urls.admin).toBe(`http://localhost:${api.ports.admin}`)
    expect(await (await api.fetch('/')).json()).toMatchObject({
      argv: [api.url],
      environment: { HOST: '127.0.0.1', SELF: api.url },
    })
    await api.stop()
    await expectGone(api)
    const app = await start(inProcess(() => (_, response) => response.end('up'), { urlHost: 'localhost' }))
    expect([app.url, app.host]).toEqual([`http://localhost:${app.port}`, '127.0.0.1'])
    expect(await (await app.fetch('/')).text()).toBe('up')
    await app.stop()
  },
)

test.skipIf(localhost.has('::1'))(
  'a service is not started where `localhost` is another address (skipped: localhost is ::1, too)',
  async () => {
    const starting = start(command(echo, { host: '::1', urlHost: 'localhost' }))
    await expect(starting).rejects.toThrow(
      "`localhost` is 127.0.0.1 on this machine and the service listens on ::1 (or set `host: '127.0.0.1'`)",
    )
    const app = inProcess(() => () => undefined, { host: '::1', urlHost: 'localhost' })
    await expect(start(app)).rejects.toThrow('the service listens on ::1')
  },
)
