import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { once } from 'node:events'
import { expect, test, vi } from 'vitest'
import { probe } from '../../src/index'
import { freeAddress } from '../support/free-address'
import { listenHttp, listenTcp } from '../support/listen'
import { observe } from '../support/observe'
import { targetAt } from '../support/target'
import { temporaryDirectory } from '../support/temporary-directory'

// wait-on takes a while to load on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

test('waits for a port', async () => {
  const { host, port } = await freeAddress()
  const wait = observe(probe.resource(`tcp:${host}:${port}`), targetAt())
  expect(await wait.noted(() => true)).toEqual({
    probe: `tcp:${host}:${port} is available`,
    outcome: 'pending',
    detail: 'not available so far',
  })
  await wait.noted((attempt) => attempt.detail === `Timed out waiting for: tcp:${host}:${port}`)
  await listenTcp({ host, port })
  await wait.ready
})

test('waits for an answer to GET', async () => {
  const address = await freeAddress()
  let status = 503
  const server = await listenHttp(address, ({ method }, response) => {
    response.writeHead(method === 'GET' ? status : 400).end()
  })
  const wait = observe(probe.resource(`http-get://${address.host}:${address.port}/`), targetAt())
  await wait.noted((attempt) => attempt.detail.startsWith('Timed out'))
  expect(server.accepted()).toBeGreaterThan(0)
  status = 200
  await wait.ready
})

test("waits for files and sockets below the target's folder, and for commands in it", async () => {
  const cwd = temporaryDirectory()
  const target = targetAt(undefined, { cwd })
  const waits = ['file:a', 'a', 'socket:s', 'command:test -e a'].map((name) => observe(probe.resource(name), target))
  writeFileSync(join(cwd, 'a'), '')
  const server = createServer().listen(join(cwd, 's'))
  await Promise.all(waits.map((wait) => wait.ready))
  server.close()
  await once(server, 'close')
})

test('rejects at once when aborted, and wait-on ends with its round', async () => {
  const { host, port } = await freeAddress()
  const wait = observe(probe.resource(`tcp:${host}:${port}`), targetAt())
  await wait.noted((attempt) => attempt.detail.startsWith('Timed out'))
  const ended: string[] = []
  const rejected = expect(wait.ready)
    .rejects.toThrow('aborted')
    .then(() => ended.push('the wait'))
  // A round takes a second.
  const nextTurn = new Promise(setImmediate).then(() => ended.push('next turn of the event loop'))
  wait.abort()
  await Promise.all([rejected, nextTurn])
  expect(ended).toEqual(['the wait', 'next turn of the event loop'])
})

test('rejects resources that wait-on would not take', () => {
  for (const name of ['', 'tcp://127.0.0.1:80', 'tcp:127.0.0.1', 'http:127.0.0.1:80']) {
    expect(() => probe.resource(name)).toThrow('Expected `name` to be a resource such as')
  }
})
