import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { probe } from '@portside/probe'
import { describe, expect, test } from 'vitest'
import { command, start } from '../../../src/index'
import { serverPath } from '../../../../../test/support/server-path'
import { selfSigned } from '../../../../../test/support/self-signed'
import { expectGone } from '../../support/expect-gone'

const server = (name: string) => ['node', serverPath(name)]

test.each(['/', probe.http('/', { headers: { 'x-more': 'yes' } })])(
  'a service that answers only browsers becomes ready (%#)',
  async (ready) => {
    const page = await start(command(server('wants-html.mjs'), { ready, startTimeoutMs: 20_000 }))
    await page.stop()
    await expectGone(page)
  },
)

test.each([/^listening/, /^listening/m, /^one\ntwo\n/])('`ready: %s` finds its line among others', async (ready) => {
  const api = await start(command(server('prints-lines.mjs'), { ready, startTimeoutMs: 20_000 }))
  expect(await api.waitForOutput(/^two$/)).toEqual(['two'])
  await api.stop()
  await expectGone(api)
})

test.each([true, false])(
  'a service that serves one client is left to the test by `probe.listening()`, with the listen hook: %s',
  async (listenHook) => {
    const ready = probe.listening()
    const mock = await start(command(server('one-client.mjs'), { ready, listenHook, startTimeoutMs: 20_000 }))
    expect(await text(connect(mock.port, mock.host))).toBe('hello\n')
    await mock.stop()
    await expectGone(mock)
  },
)

test('`probe.listening()` finds the port that a service picked itself', async () => {
  const program = `require('node:net').createServer((socket) => socket.end('hi')).listen(0, '127.0.0.1')`
  const api = await start(command(['node', '-e', program], { port: 'discover', ready: probe.listening() }))
  expect(await text(connect(api.port, api.host))).toBe('hi')
  await api.stop()
  await expectGone(api)
})

describe('HTTP/2', () => {
  const readies = ['/', probe.http('/', { headers: { 'x-more': 'yes' } }), probe.http('/', { body: 'ok' })]
  test.each(readies)('without TLS is spoken by probes and `fetch` (%#)', async (ready) => {
    const api = await start(command(server('http2-only.mjs'), { ready, startTimeoutMs: 20_000 }))
    expect(await (await api.fetch('/')).text()).toBe('ok')
    const body = new ReadableStream({
      start: (stream) => (stream.enqueue(new TextEncoder().encode('hi')), stream.close()),
    })
    const posted = await api.fetch('/', { method: 'POST', body, duplex: 'half' })
    expect(posted.status).toBe(200)
    await api.stop()
    await expectGone(api)
  })

  test('a first request with a stream as its body is sent again', async () => {
    const api = await start(command(server('http2-only.mjs')))
    const body = new ReadableStream({
      start: (stream) => (stream.enqueue(new TextEncoder().encode('hi')), stream.close()),
    })
    expect((await api.fetch('/', { method: 'POST', body, duplex: 'half' })).status).toBe(200)
    const answers = await Promise.all(Array.from({ length: 200 }, () => api.fetch('/')))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(200)
    await api.stop()
    await expectGone(api)
  })

  test.each([
    ['alone', false],
    ['beside HTTP/1.1', true],
  ])('over TLS is agreed on %s', async (_, allowHTTP1) => {
    const options = JSON.stringify({ ...selfSigned(), allowHTTP1 })
    const program = `require('node:http2').createSecureServer(${options}, (request, response) =>
      response.end(request.httpVersion)).listen(process.env.PORT, process.env.HOST)`
    const api = await start(command(['node', '-e', program], { protocol: 'https', ready: '/', startTimeoutMs: 20_000 }))
    expect(await (await api.fetch('/')).text()).toBe('2.0')
    await api.stop()
    await expectGone(api)
  })
})
