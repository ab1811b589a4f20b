import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Address } from '../../src/probe'
import { connect, type ConnectFailure } from '../../src/wait/connect'
import { probe } from '../../src/index'
import { freeAddress, isFree } from '../support/free-address'
import { listenTcp } from '../support/listen'
import { observe } from '../support/observe'
import { targetAt } from '../support/target'

const isLinux = process.platform === 'linux'

test.skipIf(!isLinux)(
  'recognises a connection that met itself, and leaves the port usable (skipped: only on Linux)',
  { timeout: 60_000 },
  async () => {
    const address = await freeEphemeral()
    const { signal } = new AbortController()
    let failure: ConnectFailure | undefined
    // The kernel walks through its range, so one of these connections gets the port that it connects to as its own.
    for (let tries = 0; tries < 200_000 && failure?.outcome !== 'self-connect'; tries += 1) {
      const connection = await connect(address, signal)
      failure = 'outcome' in connection ? connection : undefined
    }
    expect(failure).toEqual({ outcome: 'self-connect', detail: 'the connection met itself: nobody listens' })
    expect(await isFree(address)).toBe(true)
  },
)

test('an aborted signal ends it before it begins', async () => {
  const failure = await connect({ host: '127.0.0.1', port: 61_000 }, AbortSignal.abort())
  expect(failure).toMatchObject({ detail: 'aborted' })
})

test('a server that answers while the wait is aborted gets no reset, and the connection ends', async () => {
  const errors: Error[] = []
  const address = await freeAddress()
  let abort = (): void => undefined
  const server = await listenTcp(address, (socket) => {
    socket.on('error', (error) => errors.push(error)).end('hi')
    abort()
  })
  const wait = observe(probe.http('/'), targetAt(address))
  abort = wait.abort
  await expect(wait.ready).rejects.toThrow('aborted')
  await server.idle()
  expect(errors).toEqual([])
})

/** An even port of the range that the system hands out: Linux prefers those for connections. */
async function freeEphemeral(): Promise<Address> {
  const [from = 0] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split('\t').map(Number)
  const first = from + (from % 2) + 2 * (process.pid % 5000)
  for (let port = first; ; port += 2) {
    const address = { host: '127.0.0.1', port }
    if (await isFree(address)) return address
  }
}
