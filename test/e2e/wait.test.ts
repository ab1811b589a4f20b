import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import { createServer as createTcpServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { leasePort } from '../../packages/ports/src/index'
import { endsWithTest } from '../support/ends-with-test'
import { runProgram } from '../support/run-program'
import { useWaitTests } from './support/wait-tests'

const { directory, wait, listen, serveHttp } = useWaitTests()

function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0
}

describe('portside wait', () => {
  test('waits for several resources of different kinds', async () => {
    const file = join(directory(), 'done')
    const http = await serveHttp((_, response) => response.end('here'))
    const tcp = await listen(createTcpServer())
    const run = wait([`http://127.0.0.1:${http}/health`, `http-get://localhost:${http}`, `tcp:${tcp}`, `file:${file}`])
    await run.outputMatching(/portside waits for file:.* \(1 s\)/)
    await writeFile(file, '')
    const { code, output } = await run.ended
    expect(output.match(/is ready \(\d+ ms\)/g)).toHaveLength(4)
    expect(code).toBe(0)
  })

  test('waits until a server has answered well for a while', async () => {
    let asked = 0
    const port = await serveHttp((_, response) => response.writeHead(++asked === 2 ? 503 : 200).end())
    const { code, output } = await wait([`http://127.0.0.1:${port}`, '--window', '300', '-t', '10000']).ended
    expect(Number(/is ready \((\d+) ms\)/.exec(output)?.[1])).toBeGreaterThanOrEqual(300)
    expect(asked).toBeGreaterThan(3)
    expect(code).toBe(0)
  })

  test('waits until the health service of a gRPC server says that a service is serving', async () => {
    const statuses: Record<string, number> = { '': 1, 'shop.v1.Orders': 2 }
    const server = createHttp2Server()
    server.on('stream', (stream) => {
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
      stream.once('data', (request: Buffer) => {
        stream.respond({ 'content-type': 'application/grpc' }, { waitForTrailers: true })
        stream.end(Buffer.of(0, 0, 0, 0, 2, 8, statuses[request.toString('utf8', 7)] ?? 0))
      })
    })
    const port = await listen(server)
    expect((await wait([`grpc://127.0.0.1:${port}`]).ended).code).toBe(0)
    const { code, output } = await wait([`grpc://localhost:${port}/shop.v1.Orders`, '-t', '2000']).ended
    expect(output).toContain(
      `gRPC health of shop.v1.Orders is SERVING; last try at 127.0.0.1:${port}: its health is NOT_SERVING\n`,
    )
    expect(output).toContain('(E_NOT_READY)')
    expect(code).toBe(1)
  })

  test('sees no proxy', async () => {
    const port = await serveHttp((_, response) => response.end())
    const proxy = { HTTP_PROXY: 'http://127.0.0.1:9', http_proxy: 'http://127.0.0.1:9', NO_PROXY: '' }
    expect((await wait([`http://127.0.0.1:${port}`, '-t', '5000'], proxy).ended).code).toBe(0)
  })

  test('notices a server that comes later', async () => {
    // Nobody else is given the port meanwhile.
    const lease = await leasePort()
    const { port } = lease
    const run = wait([`http://127.0.0.1:${port}`])
    await run.outputMatching(/portside waits for/)
    await listen(
      createServer((_, response) => response.end()),
      port,
    )
    expect((await run.ended).code).toBe(0)
    await lease.release()
  })

  test('sends the login of a URL, and prints none of its password', async () => {
    const login = `Basic ${Buffer.from('user:s3cr%et').toString('base64')}`
    const port = await serveHttp(({ headers }, response) =>
      response.writeHead(headers.authorization === login ? 200 : 401).end(),
    )
    const right = await wait([`http://user:s3cr%25et@127.0.0.1:${port}/`, '-t', '5000']).ended
    expect(right.code, right.output).toBe(0)
    expect(right.output).not.toContain('s3cr')
    const wrong = await wait([`http://user:wr0ng@127.0.0.1:${port}/`, '-t', '2000']).ended
    expect(wrong.output).toContain('401 Unauthorized')
    expect(wrong.output).not.toContain('wr0ng')
    expect(wrong.code).toBe(1)
  })

  test('finds what localhost stands for on IPv6 only', async () => {
    const port = await serveHttp((_, response) => response.end(), '::1')
    expect((await wait([`http://localhost:${port}`, '-t', '5000']).ended).code).toBe(0)
  })

  test('says what it saw, and who has the port', async () => {
    const port = await serveHttp((_, response) => response.writeHead(503).end())
    const { code, output } = await wait([`http://127.0.0.1:${port}/x`, '--timeout', '2000']).ended
    expect(output).toMatch(/was not ready within \d+ ms \(E_NOT_READY\)\n.*503 Service Unavailable/)
    expect(output).toContain(`port ${port}: `)
    expect(output).toContain(String(process.pid))
    expect(code).toBe(1)
  })

  test('says that nobody listens, as JSON too', async () => {
    const args = ['redis://127.0.0.1:1', 'tcp:127.0.0.1:1', '--timeout', '1500', '--json']
    const { code, output } = await wait(args).ended
    const { resources } = JSON.parse(/^\{.*$/m.exec(output)?.[0] ?? '') as { resources: object[] }
    expect(resources).toMatchObject([
      { resource: 'redis://127.0.0.1:1', isReady: false },
      {
        resource: 'tcp:127.0.0.1:1',
        isReady: false,
        failure: {
          code: 'E_NOT_LISTENING',
          evidence: expect.arrayContaining([
            expect.stringContaining('refused'),
            expect.stringContaining('nobody is seen to have port 1'),
          ]),
          hints: expect.arrayContaining(['If it is slow to start, raise `--timeout`.']),
        },
      },
    ])
    expect(code).toBe(1)
  })

  test('recognizes a server that listens on another address', async () => {
    const port = await serveHttp((_, response) => response.end(), '::1')
    const { code, output } = await wait([`http://127.0.0.1:${port}`, '-t', '2000']).ended
    expect(output).toContain(`listened on [::1]:${port} and not on 127.0.0.1`)
    expect(output).toContain('(E_WRONG_HOST)')
    expect(output).toContain(`Ask for [::1]:${port}`)
    expect(code).toBe(1)
  })

  test('recognizes a server that speaks plain HTTP where TLS was asked for', async () => {
    const port = await serveHttp((_, response) => response.end())
    const { code, output } = await wait([`https://127.0.0.1:${port}`, '-t', '2000']).ended
    expect(output).toContain('It speaks plain HTTP: ask by `http://`')
    expect(code).toBe(1)
  })

  test.skipIf(!isInstalled('redis-server'))('shakes hands with Redis (skipped: needs redis-server)', async () => {
    const lease = await leasePort()
    const server = [
      'redis-server',
      '--port',
      String(lease.port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--dir',
      directory(),
    ]
    const redis = runProgram(endsWithTest(server))
    onTestFinished(async () => {
      redis.child.kill('SIGKILL')
      await redis.ended
      await lease.release()
    })
    const { code, output } = await wait([`redis://127.0.0.1:${lease.port}`, '-t', '20000']).ended
    expect(code, output).toBe(0)
  })

  test('ends the wait for a file at once when a signal comes', async () => {
    const run = wait([`file:${directory()}/never`])
    await run.outputMatching(/portside waits for/)
    const startedAtMs = performance.now()
    run.child.kill('SIGINT')
    expect((await run.ended).code).toBe(130)
    // It would wait for a minute.
    expect(performance.now() - startedAtMs).toBeLessThan(10_000)
  })

  test('takes a path without a scheme for that of a file', async () => {
    await writeFile(join(directory(), 'there'), '')
    expect((await wait(['there', '-t', '5000']).ended).code).toBe(0)
  })

  test.each([
    [[]],
    [['tcp:web']],
    [['tcp:3000', '--timeout', '0']],
    [['tcp:3000', '--window', '-1']],
    [['tcp:3000', '--timeout', '1d']],
    [['tcp:3000', '--timeout', '1s', '--delay', '2s']],
    [['tcp:3000', '--nope']],
    [['http://127.0.0.1', '--header', 'token']],
    [['http://127.0.0.1', '--status-codes', '200-99']],
    [['-c', 'absent.json']],
    [['http://']],
    [['rediss://127.0.0.1:1']],
  ])('refuses %j', async (args) => {
    const { code, output } = await wait(args).ended
    expect(code, output).toBe(2)
    expect(output).not.toMatch(/^\s+at /m)
  })
})
