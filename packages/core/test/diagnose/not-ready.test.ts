import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PortsideError } from '@portside/errors'
import { probe, type Probe } from '@portside/probe'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { selfSigned } from '../../../../test/support/self-signed'
import { command, external, start } from '../../src/index'
import { errorOf } from '../support/error-of'
import { freePort } from '../support/free-port'

afterEach(() => vi.unstubAllEnvs())

/** Returns the error of a server whose listener is `body`. */
function startAnswering(
  body: string,
  ready: string | Probe,
  server = "require('node:http').createServer",
): Promise<PortsideError> {
  const script = `${server}((request, response) => { ${body} }).listen(process.env.PORT, process.env.HOST)`
  return errorOf(start(command(['node', '-e', script], { ready, startTimeoutMs: 4000 })))
}

describe('a service that answers, but not as asked', () => {
  test.each([
    ['404', 'response.writeHead(404).end()', '/health', /404: is the path of `ready` right/],
    [
      'a redirect',
      `response.writeHead(302, { location: '/login' }).end()`,
      probe.http('/', { status: 200 }),
      /redirects/,
    ],
    ['401', 'response.writeHead(401).end()', '/', /who asks/],
    ['503', 'response.writeHead(503).end()', '/', /error of its own/],
    ['nothing', '', '/', /does not answer/],
    [
      'that it wants TLS',
      `response.writeHead(400).end('Client sent an HTTP request to an HTTPS server.')`,
      '/',
      /speaks TLS/,
    ],
  ])('has a hint for %s', async (_, body, ready, hint) => {
    const error = await startAnswering(body, ready)
    expect(error.code).toBe('E_NOT_READY')
    expect(error.hints.join('\n')).toMatch(hint)
    expect(error.evidence.join('\n')).toMatch(/127\.0\.0\.1:\d+: /)
  })

  test('has a hint for a URL with the port that it would have without portside', async () => {
    const other = await freePort()
    const error = await startAnswering('response.end()', `http://127.0.0.1:${other}/health`)
    expect(error.code).toBe('E_NOT_READY')
    const own = /^It listens on 127\.0\.0\.1:\d+, which it was given, and `ready` asks port /.exec(error.hints[0] ?? '')
    expect(error.hints).toEqual([
      `${own?.[0]}${other}: write the path alone, such as \`ready: '/health'\`, which is requested at its own address.`,
    ])
  })

  test.each([
    ['has no health service', `'grpc-status', 12`, /grpc\.health\.v1\.Health .*probe\.tcp\(\)/],
    ['does not know the service', `'grpc-status', 5`, /name of the service whole/],
    ['is not serving', `'grpc-status', 0`, /It says so itself/],
  ])('has a hint for a gRPC server that %s', async (_, header, hint) => {
    const body = `response.setHeader(${header}); response.end(Buffer.alloc(5))`
    const error = await startAnswering(
      body,
      probe.grpc({ service: 'shop.v1.Orders' }),
      "require('node:http2').createServer",
    )
    expect(error.code).toBe('E_NOT_READY')
    expect(error.hints.join('\n')).toMatch(hint)
  })

  test('has one for what is no HTTP', async () => {
    const error = await startAnswering(
      "request.on('error', () => {}).end('hello')",
      '/',
      "require('node:net').createServer",
    )
    expect(error.hints).toEqual([expect.stringContaining('is no HTTP')])
  })

  test('has one for a check that does not end, and does not blame the port, which answers', async () => {
    const script = `require('node:http').createServer((q, r) => r.end()).listen(process.env.PORT, process.env.HOST)`
    const ready = () => new Promise<never>(() => undefined)
    const error = await errorOf(start(command(['node', '-e', script], { ready, startTimeoutMs: 4000 })))
    expect(error.code).toBe('E_NOT_READY')
    expect(error.evidence).toEqual([expect.stringContaining('Waited until ready() succeeds; last try')])
    expect(error.hints).toEqual([expect.stringContaining('The check does not end')])
  })

  test('has one for TLS where plain HTTP was asked for', async () => {
    const server = `require('node:https').createServer.bind(null, ${JSON.stringify(selfSigned())})`
    const error = await startAnswering('response.end()', '/', server)
    expect(error.code).toBe('E_NOT_READY')
    expect(error.hints.join('\n')).toMatch(/^It speaks TLS/)
  })

  test('has one for plain HTTP where TLS was asked for', async () => {
    const server = createServer((_, response) => response.end()).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const error = await errorOf(start(external(`https://127.0.0.1:${port}`, { ready: '/', startTimeoutMs: 4000 })))
    expect(error.code).toBe('E_NOT_READY')
    expect(error.hints.join('\n')).toMatch(/It speaks plain HTTP/)
    await new Promise((resolve) => server.close(resolve))
  })

  test('has one for a proxy that would catch what a check of `ready` asks', async () => {
    vi.stubEnv('HTTP_PROXY', 'http://me:secret@10.0.0.1:3128')
    vi.stubEnv('NO_PROXY', 'localhost')
    vi.stubEnv('no_proxy', undefined)
    const error = await startAnswering('response.end()', probe.exec('false'))
    expect(error.hints.join('\n')).toMatch(/HTTP_PROXY would catch .* 127\.0\.0\.1: add these to NO_PROXY/)
    expect(error.message).not.toContain('secret')
    vi.stubEnv('NO_PROXY', 'localhost,127.0.0.1')
    expect((await startAnswering('response.end()', probe.exec('false'))).hints.join('\n')).not.toContain('PROXY')
  })
})
