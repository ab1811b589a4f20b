import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { waitUntilReady, type ProbeAttempt } from '@portside/probe'
import { expect, test } from 'vitest'
import { resource } from '../src/index'
import { freePort, serve, temporaryDirectory } from './support/servers'

const target = { service: 'api', host: '127.0.0.1', cwd: process.cwd(), env: process.env }

test('ends at once when aborted, and wait-on with its round', async () => {
  const name = `tcp:127.0.0.1:${await freePort()}`
  const [end, attempts] = [new AbortController(), [] as ProbeAttempt[]]
  const wait = resource(name).wait(target, { signal: end.signal, note: (attempt) => void attempts.push(attempt) })
  wait.catch(() => {})
  await expect.poll(() => attempts.at(-1)?.detail).toBe(`Timed out waiting for: ${name}`)
  const order: string[] = []
  const rejected = expect(wait)
    .rejects.toThrow('aborted')
    .then(() => order.push('the wait'))
  // A round takes a second.
  const nextTurn = new Promise(setImmediate).then(() => order.push('next turn of the event loop'))
  end.abort()
  await Promise.all([rejected, nextTurn])
  expect(order).toEqual(['the wait', 'next turn of the event loop'])
})

test('takes the options of wait-on', async () => {
  const port = await serve(({ headers }, response) => response.writeHead(headers['x-a'] === 'b' ? 401 : 500).end())
  const options = { headers: { 'x-a': 'b' }, validateStatus: (status: number) => status === 401 }
  const { state } = await waitUntilReady(resource(`http://127.0.0.1:${port}`, options), target, { timeoutMs: 20_000 })
  expect(state).toBe('ready')
})

test('gives a server that is slow to answer more time in each round', async () => {
  const port = await serve((_, response) => void setTimeout(() => response.end(), 1500))
  const { state } = await waitUntilReady(resource(`http-get://127.0.0.1:${port}`), target, { timeoutMs: 30_000 })
  expect(state).toBe('ready')
})

test('gives a file the time of its window, however long that is', async () => {
  const cwd = temporaryDirectory()
  writeFileSync(join(cwd, 'a'), '')
  const { state, elapsedMs } = await waitUntilReady(
    resource('a', { window: 1200 }),
    { ...target, cwd },
    { timeoutMs: 20_000 },
  )
  expect(state).toBe('ready')
  expect(elapsedMs).toBeGreaterThan(1190)
})

test('keeps the password of a URL out of its description', () => {
  expect(resource('http-get://me:secret@127.0.0.1/').description).toBe('http-get://me:****@127.0.0.1/ is available')
})

test.each(['', 'tcp://127.0.0.1:80', 'tcp:127.0.0.1', 'http:127.0.0.1:80'])("refuses '%s'", (name) => {
  expect(() => resource(name)).toThrow('Expected `name` to be a resource such as')
})
