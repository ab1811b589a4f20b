import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { selfSigned } from '../../../../test/support/self-signed'
import { probe } from '../../src/index'
import { freeAddress } from '../support/free-address'
import { listen, listenHttp, listenTcp } from '../support/listen'
import { observe } from '../support/observe'
import { targetAt } from '../support/target'
import { temporaryDirectory } from '../support/temporary-directory'

test('waits for a port that is not that of its target', async () => {
  const { host, port } = await freeAddress()
  const wait = observe(probe.resource(`tcp:${host}:${port}`), targetAt())
  expect(await wait.tracked(() => true)).toMatchObject({
    probe: `${host}:${port} accepts connections`,
    address: `${host}:${port}`,
    outcome: 'refused',
  })
  await listenTcp({ host, port })
  await wait.ready
})

test('notices another port at once, while the target reports its own', async () => {
  const { host, port } = await freeAddress()
  const controller = new AbortController()
  const isReporting = { willReport: () => true, subscribe: () => () => {} }
  let failures = 0
  const run = { signal: controller.signal, note: () => void (failures += 1), listeners: isReporting }
  const ready = probe.resource(`tcp:${host}:${port}`).wait(targetAt(await freeAddress()), run)
  await expect.poll(() => failures).toBeGreaterThan(5)
  await listenTcp({ host, port })
  await ready
})

test.each(['tcp:', 'tcp:localhost:'])('finds %sport on the family that localhost has', async (prefix) => {
  const { port } = await freeAddress('127.0.0.1')
  const wait = observe(probe.resource(`${prefix}${port}`), targetAt())
  await wait.tracked(({ outcome }) => outcome === 'refused')
  await listenTcp({ host: '127.0.0.1', port })
  await wait.ready
})

describe.each([
  ['http:', 'HEAD'],
  ['http-get:', 'GET'],
  ['https:', 'HEAD'],
  ['https-get:', 'GET'],
])('%s', (scheme, method) => {
  const serve = (listener: RequestListener) => (address: { host: string; port: number }) =>
    scheme.startsWith('https')
      ? listen(createTlsServer(selfSigned(), listener), address)
      : listenHttp(address, listener)

  test(`waits for an answer of 2xx to ${method}`, async () => {
    const address = await freeAddress()
    let status = 302
    const server = await serve((request, response) => {
      response.writeHead(request.method === method ? status : 400).end()
    })(address)
    const wait = observe(probe.resource(`${scheme}//${address.host}:${address.port}/`), targetAt())
    expect(await wait.tracked(({ outcome }) => outcome === 'answered')).toMatchObject({
      detail: '302 Found',
      status: 302,
    })
    expect(server.accepted()).toBeGreaterThan(0)
    status = 201
    await wait.ready
  })

  test('follows redirects, also to another server, and gives the login to the first alone', async () => {
    const [first, second] = [await freeAddress(), await freeAddress()]
    const logins: (string | undefined)[] = []
    await serve(({ headers, url }, response) => {
      logins.push(headers.authorization)
      const location = url === '/' ? '/b' : `${scheme.replace('-get', '')}//${second.host}:${second.port}/`
      response.writeHead(302, { location }).end()
    })(first)
    await serve(({ headers }, response) => {
      logins.push(headers.authorization)
      response.end('here')
    })(second)
    const url = `${scheme}//me:s3cr%65t@${first.host}:${first.port}/`
    const asked = probe.resource(url)
    await observe(asked, targetAt()).ready
    const login = `Basic ${Buffer.from('me:s3cret').toString('base64')}`
    expect(logins).toEqual([login, login, undefined])
    expect(asked.description).not.toContain('s3cr')
  })
})

test('notes a redirect that leads back to itself', async () => {
  const address = await freeAddress()
  await listenHttp(address, (_, response) => response.writeHead(301, { location: '/' }).end())
  const wait = observe(probe.resource(`http://${address.host}:${address.port}/`), targetAt())
  expect(await wait.tracked(({ outcome }) => outcome === 'answered')).toMatchObject({ status: 301 })
  wait.abort()
})

test.each([
  ['http://unix:s:/a?b=1', 'HEAD', '/a?b=1', 'localhost'],
  ['http-get://unix:s:/a', 'GET', '/a', 'localhost'],
  ['http://unix:s:http://server/a', 'HEAD', '/a', 'server'],
  ['http-get://unix:s:a', 'GET', '/a', 'localhost'],
])('asks over a Unix socket: %s', async (name, method, url, host) => {
  const cwd = temporaryDirectory()
  const wait = observe(probe.resource(name), targetAt(undefined, { cwd }))
  expect(await wait.tracked(() => true)).toMatchObject({
    outcome: 'pending',
    detail: `${join(cwd, 's')} does not exist`,
  })
  let status = 500
  const server = createHttpServer((request, response) => {
    const isAsked = request.method === method && request.url === url && request.headers.host === host
    response.writeHead(isAsked ? status : 404).end('cold')
  }).listen(join(cwd, 's'))
  onTestFinished(async () => {
    server.close()
    await once(server, 'close')
  })
  expect(await wait.tracked(({ outcome }) => outcome === 'answered')).toMatchObject({ status: 500 })
  status = 200
  await wait.ready
})

test("waits for files and sockets below the target's folder, and for commands in it", async () => {
  const cwd = temporaryDirectory()
  const target = targetAt(undefined, { cwd })
  const waits = ['file:a', 'a', 'socket:s', 'command:test -e a'].map((name) => observe(probe.resource(name), target))
  expect(await waits[2]?.tracked(() => true)).toMatchObject({ detail: `${join(cwd, 's')} does not exist` })
  writeFileSync(join(cwd, 'a'), '')
  const server = createServer().listen(join(cwd, 's'))
  await Promise.all(waits.map((wait) => wait.ready))
  server.close()
  await once(server, 'close')
})

test.each(['tcp', 'http', 'file', 'socket', 'command'])(
  'ends a wait for a resource of kind %s at once',
  async (kind) => {
    const cwd = temporaryDirectory()
    const { host, port } = await freeAddress()
    const names = { tcp: `${host}:${port}`, http: `//${host}:${port}/`, file: 'a', socket: 's', command: 'exit 1' }
    const wait = observe(probe.resource(`${kind}:${names[kind as keyof typeof names]}`), targetAt(undefined, { cwd }))
    await wait.tracked(() => true)
    wait.abort()
    await expect(wait.ready).rejects.toThrow('aborted')
  },
)

test.each([
  '', 'tcp://127.0.0.1:80', 'tcp:127.0.0.1', 'tcp:127.0.0.1:0', 'tcp:70000', 'http:127.0.0.1:80', 'http://', 'https-get:/x',
  'file:', 'socket:', 'command: ',
])("rejects '%s', which wait-on would not take or never find", (name) => {
  expect(() => probe.resource(name)).toThrow('Expected `name` to be a resource such as')
}) // prettier-ignore
