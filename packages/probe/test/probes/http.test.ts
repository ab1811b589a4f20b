import { createServer as createTlsServer } from 'node:https'
import { describe, expect, test } from 'vitest'
import { selfSigned } from '../../../../test/support/self-signed'
import { probe } from '../../src/index'
import { freeAddress } from '../support/free-address'
import { listen, listenHttp, listenTcp } from '../support/listen'
import { observe } from '../support/observe'
import { targetAt } from '../support/target'

const clients = [
  { client: 'its own socket', options: {} },
  { client: 'undici', options: { headers: { 'x-probe': 'yes' } } },
]

describe.each(clients)('over $client', ({ options }) => {
  test('is ready with the first right answer, and keeps the last wrong one', async () => {
    const address = await freeAddress()
    let isWarm = false
    const wait = observe(probe.http('/health?deep=1', options), targetAt(address))
    await wait.tracked((attempt) => attempt.outcome === 'refused')
    const server = await listenHttp(address, (request, response) => {
      response.statusCode = isWarm && request.url === '/health?deep=1' ? 204 : 503
      response.setHeader('Retry-After', 3)
      response.end(isWarm ? undefined : 'warming up')
    })
    expect(await wait.tracked((attempt) => attempt.outcome === 'answered')).toEqual({
      probe: 'GET /health?deep=1 answers 2xx or 3xx',
      address: `${address.host}:${address.port}`,
      outcome: 'answered',
      detail: '503 Service Unavailable',
      status: 503,
      headers: { 'retry-after': '3' },
      body: 'warming up',
    })
    isWarm = true
    await wait.ready
    await server.idle()
  })

  test('takes a redirect for an answer and does not follow it', async () => {
    const address = await freeAddress()
    const paths: (string | undefined)[] = []
    await listenHttp(address, (request, response) => {
      paths.push(request.url)
      response.writeHead(302, { location: '/elsewhere' }).end()
    })
    await observe(probe.http('/', options), targetAt(address)).ready
    expect(paths).toEqual(['/'])
  })

  test('accepts the status that is asked for, and no other', async () => {
    const address = await freeAddress()
    await listenHttp(address, (_, response) => response.writeHead(401).end())
    await observe(probe.http('/', { ...options, status: 401 }), targetAt(address)).ready
    await observe(probe.http('/', { ...options, status: [200, 401] }), targetAt(address)).ready
    await observe(probe.http('/', { ...options, status: (status) => status > 400 }), targetAt(address)).ready
    const wait = observe(probe.http('/', { ...options, status: 200 }), targetAt(address))
    expect(await wait.tracked(({ outcome }) => outcome === 'answered')).toMatchObject({
      detail: '401 Unauthorized',
      body: '',
    })
    wait.abort()
    await expect(wait.ready).rejects.toThrow('aborted')
  })

  test('a server that never answers costs one connection, is an attempt, and is left at abort', async () => {
    const address = await freeAddress()
    const server = await listenHttp(address, () => {})
    const wait = observe(probe.http('/', options), targetAt(address))
    expect(await wait.tracked(() => true)).toMatchObject({
      outcome: 'silent',
      detail: 'connected, and nothing came for 500 ms',
    })
    expect(server.open.size).toBe(1)
    wait.abort()
    await expect(wait.ready).rejects.toThrow('aborted')
    await server.idle()
  })

  test('keeps 64 KB of a body that does not end', async () => {
    const address = await freeAddress()
    await listenHttp(address, (_, response) => {
      response.writeHead(500)
      const fill = (): void => {
        while (response.write('x'.repeat(10_000)));
      }
      response.on('drain', fill)
      fill()
    })
    const wait = observe(probe.http('/', options), targetAt(address))
    const attempt = await wait.tracked((tracked) => tracked.outcome === 'answered')
    expect(attempt.body).toHaveLength(64 * 1024)
    wait.abort()
    await expect(wait.ready).rejects.toThrow('aborted')
  })

  test('says that a server closes the connection', async () => {
    const address = await freeAddress()
    await listenTcp(address, (socket) => socket.destroy())
    const wait = observe(probe.http('/', options), targetAt(address))
    const attempt = await wait.tracked(({ outcome }) => outcome === 'failed')
    expect(attempt.detail).toMatch(/closed/)
    wait.abort()
  })

  test('goes through no proxy', async () => {
    const address = await freeAddress()
    const proxyAddress = await freeAddress()
    const proxy = await listenHttp(proxyAddress, (_, response) => response.end())
    process.env['HTTP_PROXY'] = process.env['http_proxy'] = `http://${proxyAddress.host}:${proxyAddress.port}`
    try {
      const wait = observe(probe.http('/', options), targetAt(address))
      await wait.tracked((attempt) => attempt.outcome === 'refused')
      await listenHttp(address, (_, response) => response.end())
      await wait.ready
      expect(proxy.accepted()).toBe(0)
    } finally {
      delete process.env['HTTP_PROXY']
      delete process.env['http_proxy']
    }
  })
})

test('lets the server finish an answer that it need not read', async () => {
  const address = await freeAddress()
  const finished = new Promise<boolean>((resolve) => {
    void listenHttp(address, (_, response) => {
      response.on('close', () => resolve(response.writableFinished))
      response.write('a')
      setImmediate(() => response.end('b'))
    })
  })
  await observe(probe.http('/'), targetAt(address)).ready
  expect(await finished).toBe(true)
})

test('sends the method and the headers, and looks into the body', async () => {
  const address = await freeAddress()
  let body = '{"status":"starting"}'
  const seen: unknown[] = []
  await listenHttp(address, ({ method, headers }, response) => {
    seen.push([method, headers['x-probe']])
    response.end(body)
  })
  const options = { method: 'POST', headers: { 'x-probe': 'yes' }, body: /"status":"ok"/ }
  const wait = observe(probe.http('/health', options), targetAt(address))
  expect(await wait.tracked(({ outcome }) => outcome === 'answered')).toMatchObject({
    probe: 'POST /health answers 2xx or 3xx, and its body matches /"status":"ok"/',
    detail: '200 OK, but its body is not as asked',
    status: 200,
    body: '{"status":"starting"}',
  })
  body = '{"status":"ok"}'
  await wait.ready
  expect(seen[0]).toEqual(['POST', 'yes'])
  await observe(probe.http('/', { body: 'ok' }), targetAt(address)).ready
  await observe(probe.http('/', { body: (text) => text.endsWith('}') }), targetAt(address)).ready
})

test('sends headers of the user in place of its own, whatever the case of their names', async () => {
  const address = await freeAddress()
  const accepts: unknown[] = []
  await listenHttp(address, ({ headers }, response) => {
    accepts.push(headers.accept)
    response.end()
  })
  await observe(probe.http('/', { headers: { Accept: 'application/json' } }), targetAt(address)).ready
  expect(accepts).toEqual(['application/json'])
})

test('says which statuses count, with the name of a function that has one', () => {
  const isUp = (status: number): boolean => status === 418
  const descriptions = [isUp, (status: number) => status === 418, [200, 418]].map(
    (status) => probe.http('/', { status }).description,
  )
  expect(descriptions).toEqual([
    'GET / answers a status that isUp() accepts',
    'GET / answers an accepted status',
    'GET / answers 200 or 418',
  ])
})

test("uses the target's URL, and a whole URL instead of it", async () => {
  const address = await freeAddress()
  await listenHttp(address, (_, response) => response.end())
  const url = `http://${address.host}:${address.port}`
  await observe(probe.http('//x'), targetAt(undefined, { url })).ready
  await observe(probe.http(`${url}/x`), targetAt()).ready
})

test('asks over TLS without checking the certificate, and distinguishes TLS from plain HTTP', async () => {
  const address = await freeAddress()
  await listen(
    createTlsServer(selfSigned(), (_, response) => response.end()),
    address,
  )
  const url = `https://${address.host}:${address.port}`
  await observe(probe.http('/'), targetAt(address, { url })).ready
  const plain = observe(probe.http('/'), targetAt(address))
  await plain.tracked(({ outcome }) => outcome === 'failed')
  plain.abort()

  const plainAddress = await freeAddress()
  await listenHttp(plainAddress, (_, response) => response.end())
  const tls = observe(probe.http(`https://${plainAddress.host}:${plainAddress.port}/`), targetAt())
  expect(await tls.tracked(({ outcome }) => outcome === 'failed')).toMatchObject({
    detail: expect.stringContaining('the server speaks plain HTTP, not TLS (https)') as string,
  })
  tls.abort()
})

test('rejects wrong arguments', () => {
  expect(() => probe.http('health')).toThrow(
    "Expected `path` to be a path such as '/health', or a URL of http or https, got 'health'",
  )
  expect(() => probe.http('/', { status: 99 })).toThrow('Expected `status` to be a status from 100 to 599')
  expect(() => probe.http('/', { body: 1 as never })).toThrow('Expected `body` to be a string')
})
