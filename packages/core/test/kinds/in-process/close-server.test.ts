import { once } from 'node:events'
import { Agent, createServer, get, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { inProcess, start } from '../../../src/index'
import type { InProcessApp } from '../../../src/kinds/in-process/in-process-app'
import { expectGone } from '../../support/expect-gone'

const longMs = 5000
const shortMs = 50
// A stop that waits for the long time-out takes longer than this.
const soonMs = 2500

afterEach(() => void vi.useRealTimers())

describe('an in-process server that is stopped', () => {
  test('closes at once a connection that is kept alive for the next request', async () => {
    const api = await serve((_, response) => response.end('hello'), longMs)
    const agent = new Agent({ keepAlive: true })
    const [response] = (await once(get(api.url, { agent }), 'response')) as [IncomingMessage]
    expect(await text(response)).toBe('hello')
    await stopWithin(soonMs, api)
    agent.destroy()
  })

  test('closes at once a connection that has not asked for anything', async () => {
    const server = createServer()
    const api = await serve(server, longMs)
    const [client] = await Promise.all([connected(api.port), once(server, 'connection')])
    await stopWithin(soonMs, api)
    client.destroy()
  })

  test('waits for an answer, and not for the end of the connection that is kept alive after it', async () => {
    const server = createServer()
    const api = await serve(server, longMs)
    const agent = new Agent({ keepAlive: true })
    const asked = once(server, 'request') as Promise<[IncomingMessage, ServerResponse]>
    const request = get(api.url, { agent })
    const [, response] = await asked
    const stopping = stopWithin(soonMs, api)
    await expect.poll(() => server.listening).toBe(false)
    response.end('late')
    const [answer] = (await once(request, 'response')) as [IncomingMessage]
    expect(await text(answer)).toBe('late')
    await stopping
    agent.destroy()
  })

  test('cuts after the time-out what has been upgraded, as a WebSocket is', async () => {
    const server = createServer()
    server.on('upgrade', (_, socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n'))
    const api = await serve(server, shortMs)
    const client = await connected(api.port)
    client.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n')
    await once(client, 'data')
    await Promise.all([stopWithin(soonMs, api), once(client, 'close')])
  })

  test('cuts a request that hangs also under the fake timers of a test', async () => {
    const server = createServer()
    const api = await serve(server, shortMs)
    const request = get(api.url)
    const failed = once(request, 'error').catch((error: unknown) => [error])
    await once(server, 'request')
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    await stopWithin(soonMs, api)
    expect(await failed).toMatchObject([{ code: 'ECONNRESET' }])
  })

  test('closes at once an HTTP/2 session without streams', async () => {
    const api = await serve(
      createHttp2Server((_, response) => void response.end('hello')),
      longMs,
    )
    const session = connectHttp2(api.url)
    expect(await text(session.request())).toBe('hello')
    await Promise.all([stopWithin(soonMs, api), once(session, 'close')])
  })

  test('cuts after the time-out an HTTP/2 stream that hangs', async () => {
    const server = createHttp2Server()
    const api = await serve(server, shortMs)
    const session = connectHttp2(api.url)
    session.on('error', () => undefined)
    session.request().on('error', () => undefined)
    await once(server, 'stream')
    await Promise.all([stopWithin(soonMs, api), once(session, 'close')])
  })
})

function serve(app: InProcessApp, stopTimeoutMs: number) {
  return start(inProcess(() => app, { stopTimeoutMs }))
}

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

async function stopWithin(limitMs: number, api: { readonly port: number; stop: () => Promise<unknown> }) {
  const startMs = performance.now()
  await api.stop()
  expect(performance.now() - startMs).toBeLessThan(limitMs)
  await expectGone({ port: api.port })
}
