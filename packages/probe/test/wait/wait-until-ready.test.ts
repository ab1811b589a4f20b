import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test, vi } from 'vitest'
import { probe, toProbe, waitUntilReady } from '../../src/index'
import { freeAddress } from '../support/free-address'
import { hasIPv6 } from '../support/has-ipv6'
import { listenHttp, listenTcp } from '../support/listen'
import { targetAt } from '../support/target'

const timeoutMs = 10_000

test('says that the service is ready, how long it took and what failed before', async () => {
  const address = await freeAddress()
  const onAttempt = vi.fn(() => void (listening ??= listenTcp(address)))
  let listening: Promise<unknown> | undefined
  const readiness = await waitUntilReady(probe.tcp(), targetAt(address), { timeoutMs, onAttempt })
  expect(onAttempt).toHaveBeenCalled()
  expect(readiness).toMatchObject({ state: 'ready', attempts: [{ outcome: 'refused' }] })
  expect(readiness.elapsedMs).toBeGreaterThan(0)
})

test('ends with the process, however that ends, and before its server can answer', async () => {
  const address = await freeAddress()
  await listenTcp(address)
  for (const exited of [Promise.resolve(), Promise.reject(new Error('lost'))]) {
    const readiness = await waitUntilReady(probe.tcp(), targetAt(address), { timeoutMs, exited })
    expect(readiness.state).toBe('exited')
  }
})

test('a real process that dies ends the wait in the same turn of the event loop', async () => {
  const address = await freeAddress()
  const child = spawn(process.execPath, ['-e', 'process.exit(3)'])
  const order: string[] = []
  const exited = once(child, 'exit').then(() => setImmediate(() => order.push('next turn')))
  const readiness = await waitUntilReady(probe.http('/'), targetAt(address), { timeoutMs, exited })
  order.push(readiness.state)
  await exited.then(() => new Promise(setImmediate))
  expect(order).toEqual(['exited', 'next turn'])
  expect(readiness.attempts).toMatchObject([{ outcome: 'refused' }])
})

test('does not keep what failed of a part that has succeeded since', async () => {
  const address = await freeAddress()
  const parts = probe.all(
    probe.tcp(),
    probe.any(
      probe.file('a'),
      toProbe(() => true),
    ),
    toProbe(() => false),
  )
  let server: Promise<unknown> | undefined
  const asked = toProbe(async () => {
    await (server ??= listenTcp(address))
    return false
  })
  const readiness = await waitUntilReady(probe.all(parts, asked), targetAt(address), { timeoutMs: 1500 })
  expect(readiness.attempts.filter(({ outcome }) => outcome === 'refused' || outcome === 'pending')).toEqual([])
  expect(readiness).toMatchObject({ state: 'timeout', attempts: [{ detail: 'the check returned false' }] })
})

test('ends with its time, and leaves no connection', async () => {
  const address = await freeAddress()
  const server = await listenHttp(address, () => {})
  const readiness = await waitUntilReady(probe.http('/'), targetAt(address), { timeoutMs: 2000 })
  expect(readiness).toMatchObject({ state: 'timeout', attempts: [{ outcome: 'silent' }] })
  await server.idle()
})

test('ends when aborted, also before it began', async () => {
  const target = targetAt(await freeAddress())
  const controller = new AbortController()
  const waiting = waitUntilReady(probe.tcp(), target, { timeoutMs, signal: controller.signal })
  controller.abort()
  expect((await waiting).state).toBe('aborted')
  expect((await waitUntilReady(probe.tcp(), target, { timeoutMs, signal: controller.signal })).state).toBe('aborted')
})

test.skipIf(!hasIPv6())(
  'keeps the last attempt of each probe on each address (skipped: there is no IPv6)',
  async () => {
    const target = targetAt(await freeAddress('127.0.0.1'))
    const both = probe.all(probe.tcp(), probe.file('no-such-file'))
    const { attempts } = await waitUntilReady(both, target, { timeoutMs: 2000 })
    expect(attempts.map((attempt) => `${attempt.address ?? '-'} ${attempt.outcome}`).toSorted()).toEqual([
      '- pending',
      `127.0.0.1:${target.port} refused`,
      `[::1]:${target.port} refused`,
    ])
  },
)

test('passes on that the probe can never succeed', async () => {
  await expect(waitUntilReady(probe.tcp(), targetAt(), { timeoutMs })).rejects.toThrow(TypeError)
  await expect(waitUntilReady(probe.tcp(), targetAt(), { timeoutMs: 0 })).rejects.toThrow(
    'Expected `timeoutMs` to be a positive number of milliseconds, got 0',
  )
  const broken = {
    description: 'broken',
    wait: () => {
      throw new RangeError('broken')
    },
  }
  await expect(waitUntilReady(toProbe(broken), targetAt(), { timeoutMs })).rejects.toThrow(RangeError)
})

test('sees a server of another process as soon as it listens', async () => {
  const address = await freeAddress()
  const source = `require('net').createServer().listen(${address.port}, '${address.host}')`
  const child = spawn(process.execPath, ['-e', source])
  const readiness = await waitUntilReady(probe.tcp(), targetAt(address), { timeoutMs, exited: once(child, 'exit') })
  child.kill()
  await once(child, 'exit')
  expect(readiness.state).toBe('ready')
})

test('reports a connection as soon as the probe has asked, while the answer is awaited', async () => {
  const address = await freeAddress()
  let onConnection: (address: unknown) => void = () => undefined
  const reported = new Promise((resolve) => (onConnection = resolve))
  await listenHttp(address, (_, response) => void reported.then(() => response.end()))
  const readiness = await waitUntilReady(probe.http('/'), targetAt(address), { timeoutMs, onConnection })
  expect(readiness.state).toBe('ready')
  expect(await reported).toEqual(address)
})
