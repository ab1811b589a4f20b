import { createServer as createHttp2Server } from 'node:http2'
import { Server, ServerCredentials, status, type handleUnaryCall } from '@grpc/grpc-js'
import { HealthImplementation, service as healthService } from 'grpc-health-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { selfSigned } from '../../../../test/support/self-signed'
import type { Address } from '../../src/probe'
import { probe, waitUntilReady, type ProbeAttempt } from '../../src/index'
import { freeAddress } from '../support/free-address'
import { listen, listenHttp, listenTcp, type TestServer } from '../support/listen'
import { observe } from '../support/observe'
import { targetAt } from '../support/target'

const { key, cert } = selfSigned()
const overTls = ServerCredentials.createSsl(null, [{ private_key: Buffer.from(key), cert_chain: Buffer.from(cert) }])

const transports = [
  { transport: 'plain HTTP/2', credentials: ServerCredentials.createInsecure(), options: {} },
  { transport: 'TLS', credentials: overTls, options: { tls: true } },
]

describe.each(transports)('a gRPC server over $transport', ({ credentials, options }) => {
  test('is ready when it listens and is SERVING, and not before', async () => {
    const address = await freeAddress()
    const wait = observe(probe.grpc(options), targetAt(address))
    await wait.tracked((attempt) => attempt.outcome === 'refused')
    const health = new HealthImplementation({ '': 'NOT_SERVING' })
    const server = await serve(address, credentials, health)
    expect(await wait.tracked(({ outcome }) => outcome === 'answered')).toEqual({
      probe: 'gRPC health is SERVING',
      address: `${address.host}:${address.port}`,
      outcome: 'answered',
      detail: 'its health is NOT_SERVING',
    })
    health.setStatus('', 'SERVING')
    await wait.ready
    await server.idle()
  })

  test('is asked for one of its services, by its whole name', async () => {
    const address = await freeAddress()
    const longName = `shop.v1.${'Long'.repeat(60)}`
    const health = new HealthImplementation({ '': 'NOT_SERVING', 'shop.v1.Orders': 'SERVING', [longName]: 'SERVING' })
    await serve(address, credentials, health)
    await observe(probe.grpc({ ...options, service: 'shop.v1.Orders' }), targetAt(address)).ready
    await observe(probe.grpc({ ...options, service: longName }), targetAt(address)).ready
    const wait = observe(probe.grpc({ ...options, service: 'shop.v1.Carts' }), targetAt(address))
    expect(await wait.tracked(isAnswered)).toMatchObject({
      probe: 'gRPC health of shop.v1.Carts is SERVING',
      outcome: 'answered',
      detail: 'its health service does not know "shop.v1.Carts" (NOT_FOUND)',
    })
    health.setStatus('shop.v1.Carts', 'UNKNOWN')
    await wait.tracked(({ detail }) => detail === 'its health is UNKNOWN')
    wait.abort()
    await expect(wait.ready).rejects.toThrow('aborted')
  })

  test('without a health service is recognized, and the error says what would do', async () => {
    const address = await freeAddress()
    await serve(address, credentials)
    const wait = observe(probe.grpc(options), targetAt(address))
    expect(await wait.tracked(isAnswered)).toMatchObject({
      outcome: 'answered',
      detail: 'speaks gRPC, but has no health service (UNIMPLEMENTED): probe.tcp() needs none',
    })
    wait.abort()
    await expect(wait.ready).rejects.toThrow('aborted')
  })

  test('that never answers is named, and left at abort', async () => {
    const address = await freeAddress()
    let calls = 0
    const server = await serve(address, credentials, () => void (calls += 1))
    const wait = observe(probe.grpc(options), targetAt(address))
    expect(await wait.tracked(() => true)).toMatchObject({
      outcome: 'silent',
      detail: 'connected, and nothing came for 500 ms',
    })
    wait.abort()
    await expect(wait.ready).rejects.toThrow('aborted')
    expect(calls).toBe(1)
    await server.idle()
  })

  test('that wants to know who asks gets the headers, and its refusal is shown', async () => {
    const address = await freeAddress()
    await serve(address, credentials, ({ metadata }, answer) =>
      metadata.get('authorization')[0] === 'Bearer secret'
        ? answer(null, { status: 'SERVING' })
        : answer({ code: status.UNAUTHENTICATED, details: 'who asks: 100 %?' }),
    )
    const wait = observe(probe.grpc(options), targetAt(address))
    const detail = 'its health service answers UNAUTHENTICATED: who asks: 100 %?'
    expect(await wait.tracked(isAnswered)).toMatchObject({ detail })
    wait.abort()
    await observe(probe.grpc({ ...options, headers: { authorization: 'Bearer secret' } }), targetAt(address)).ready
  })
})

test('speaks TLS where the URL of the target does', async () => {
  const address = await freeAddress()
  await serve(address, overTls, new HealthImplementation({ '': 'SERVING' }))
  const target = targetAt(address, { url: `https://${address.host}:${address.port}` })
  await observe(probe.grpc(), target).ready
  const plain = observe(probe.grpc({ tls: false }), target)
  await plain.tracked(({ outcome }) => outcome === 'failed')
  plain.abort()
})

test('recognizes a server that speaks no HTTP/2, no gRPC, no TLS, or closes the connection', async () => {
  const details: unknown[] = []
  for (const [start, options] of [
    [listenHttp1, {}],
    [listenHttp2, {}],
    [(address: Address) => listenTcp(address, (socket) => void socket.resume().write('-ERR unknown command\r\n')), {}],
    [listenHttp1, { tls: true }],
    [(address: Address) => listenTcp(address, (socket) => void socket.resume().end()), {}],
  ] as const) {
    const address = await freeAddress()
    const server = await start(address)
    const wait = observe(probe.grpc(options), targetAt(address))
    details.push((await wait.tracked(({ outcome }) => outcome !== 'silent')).detail)
    wait.abort()
    await expect(wait.ready).rejects.toThrow('aborted')
    await server.idle()
  }
  expect(details).toEqual([
    'answers, but not as HTTP/2 does, which gRPC needs',
    'speaks HTTP/2 (status 404), but not gRPC',
    'answers, but not as HTTP/2 does, which gRPC needs',
    'the server speaks no TLS',
    'the connection was closed without an answer',
  ])
})

test('gives up a silent server at the deadline, with no connection left', async () => {
  const address = await freeAddress()
  const server = await listenTcp(address)
  const readiness = await waitUntilReady(probe.grpc(), targetAt(address), { timeoutMs: 2000 })
  expect(readiness).toMatchObject({ state: 'timeout', attempts: [{ outcome: 'silent' }] })
  await server.idle()
})

test('rejects wrong arguments', () => {
  expect(() => probe.grpc({ port: 0 })).toThrow('Expected `port` to be a number from 1 to 65535, got 0')
  expect(() => probe.grpc({ service: 1 as never })).toThrow('Expected `service` to be the full name of a service')
})

type Health = HealthImplementation | handleUnaryCall<{ service: string }, { status: string }>

/** A gRPC server behind a listener of the test, which sees its connections. */
async function serve(address: Address, credentials: ServerCredentials, health?: Health): Promise<TestServer> {
  const server = new Server()
  if (health instanceof HealthImplementation) health.addToServer(server)
  else if (health !== undefined) server.addService(healthService, { check: health })
  const injector = server.createConnectionInjector(credentials)
  onTestFinished(() => {
    injector.destroy()
    server.forceShutdown()
  })
  return listenTcp(address, (socket) => injector.injectConnection(socket))
}

function listenHttp1(address: Address): Promise<TestServer> {
  return listenHttp(address, (_, response) => response.end())
}

function listenHttp2(address: Address): Promise<TestServer> {
  return listen(
    createHttp2Server((_, response) => response.writeHead(404).end()),
    address,
  )
}

/** A busy machine may note silence first. */
function isAnswered({ outcome }: ProbeAttempt): boolean {
  return outcome === 'answered'
}
