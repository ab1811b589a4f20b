import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createConnection, createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { endProbeConnections, probe } from '../../src/index'
import { freeAddress, isFree } from '../support/free-address'
import { hasIPv6 } from '../support/has-ipv6'
import { isAlive } from '../support/is-alive'
import { listenTcp } from '../support/listen'
import { observe } from '../support/observe'
import { targetAt } from '../support/target'

/** The ends of connections to an address, each as `side:state` (proc(5)); 06 is TIME-WAIT, which the side has that closed first. */
function findOpenEnds({ host, port }: { readonly host: string; readonly port: number }): readonly string[] {
  const bytes = host.split('.').map(Number).toReversed()
  // Others on this machine may have connections from the same number.
  const server = `${Buffer.from(bytes).toString('hex')}:${port.toString(16).padStart(4, '0')}`.toUpperCase()
  const rows = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1)
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter(([, local, remote, state]) => (local === server || remote === server) && state !== '0A')
    .map(([, local, , state]) => `${local === server ? 'server' : 'client'}:${state}`)
}

test('is ready when the service listens, and not before', async () => {
  const address = await freeAddress()
  const wait = observe(probe.tcp(), targetAt(address))
  const refusal = await wait.tracked((attempt) => attempt.outcome === 'refused')
  expect(refusal).toMatchObject({
    probe: 'its port accepts connections',
    address: `${address.host}:${address.port}`,
    detail: 'connection refused',
  })
  const server = await listenTcp(address)
  await wait.ready
  await server.idle()
  expect(server.accepted()).toBe(1)
})

test.skipIf(process.platform !== 'linux')(
  'a connection that the server has not closed is closed before that is stopped, so that none waits on its port',
  async () => {
    const address = await freeAddress()
    const other = await freeAddress(address.host)
    const server = createServer({ allowHalfOpen: true }).listen(address.port, address.host)
    const accepted = once(server, 'connection') as Promise<[Socket]>
    await observe(probe.tcp(), targetAt(address)).ready
    const [socket] = await accepted
    await endProbeConnections(other)
    expect(findOpenEnds(address)).toHaveLength(2)
    const ended = once(socket.resume(), 'end')
    await endProbeConnections(address)
    await ended
    socket.destroy()
    // The end of the server is not the one that waits.
    await expect.poll(() => findOpenEnds(address)).toEqual(['client:06'])
    server.close()
  },
)

test('looks at another port when it is given one', async () => {
  const address = await freeAddress()
  await listenTcp(address)
  const wait = observe(probe.tcp(address.port), targetAt(await freeAddress(address.host)))
  await wait.ready
  expect(wait.attempts).toEqual([])
})

test.skipIf(!hasIPv6())('is ready on IPv6 (skipped: there is no IPv6)', async () => {
  const address = await freeAddress('::1')
  const wait = observe(probe.tcp(), targetAt(address))
  const refusal = await wait.tracked((attempt) => attempt.outcome === 'refused')
  expect(refusal.address).toBe(`[::1]:${address.port}`)
  await listenTcp(address)
  await wait.ready
})

test.skipIf(!hasIPv6())('says that the other loopback address answers (skipped: there is no IPv6)', async () => {
  const address = await freeAddress('127.0.0.1')
  await listenTcp({ host: '::1', port: address.port })
  const wait = observe(probe.tcp(), targetAt(address))
  const other = await wait.tracked((attempt) => attempt.address === `[::1]:${address.port}`)
  expect(other).toMatchObject({ outcome: 'answered', detail: 'a server accepts connections here' })
  wait.abort()
  await expect(wait.ready).rejects.toThrow('aborted')
})

test('rejects when aborted, and connects no more', async () => {
  const address = await freeAddress()
  const wait = observe(probe.tcp(), targetAt(address))
  await wait.tracked((attempt) => attempt.outcome === 'refused')
  wait.abort()
  await expect(wait.ready).rejects.toThrow('aborted')
  const count = wait.attempts.length
  const server = await listenTcp(address)
  await server.close()
  expect(server.accepted()).toBe(0)
  expect(wait.attempts).toHaveLength(count)
  expect(await isFree(address)).toBe(true)
})

test.skipIf(process.platform !== 'linux')(
  'waits for a server whose accept queue is full, and distinguishes it from a refusal (skipped: only on Linux)',
  async () => {
    const address = await freeAddress()
    // It listens, blocks until something is written to it, and only then accepts.
    const source = `
    require('net').createServer().listen({ port: ${address.port}, host: '${address.host}', backlog: 1 }, () => {
      process.stdout.write('up')
      require('fs').readSync(0, Buffer.alloc(1))
    })`
    const child = spawn(process.execPath, ['-e', source], { stdio: ['pipe', 'pipe', 'ignore'] })
    await once(child.stdout, 'data')
    const fillers = Array.from({ length: 4 }, () => createConnection(address).on('error', () => {}))
    await Promise.all(fillers.slice(0, 2).map((filler) => once(filler, 'connect')))
    const wait = observe(probe.tcp(), targetAt(address))
    expect(await wait.tracked(() => true)).toMatchObject({
      outcome: 'no-answer',
      detail: 'no answer to the connection for 500 ms',
    })
    child.stdin.write('.')
    await wait.ready
    for (const filler of fillers) filler.destroy()
    child.kill()
    await once(child, 'exit')
    expect(isAlive(child.pid ?? 0)).toBe(false)
  },
)

test('rejects a target without a port, and a port that is none', async () => {
  await expect(observe(probe.tcp(), targetAt()).ready).rejects.toThrow(
    'Expected `ready` to be a probe that needs no port (api has none), got undefined',
  )
  expect(() => probe.tcp(70_000)).toThrow('Expected `port` to be an integer from 1 to 65535, got 70000')
})
