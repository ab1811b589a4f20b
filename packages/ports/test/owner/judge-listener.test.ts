import { spawn } from 'node:child_process'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { hasListener, judgeListener } from '../../src/index'

const servers: Server[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))))
})

/** A listener of this process. */
async function listen(host: string, port = 0): Promise<number> {
  const server = createServer()
  servers.push(server)
  await new Promise<void>((resolve) => server.listen({ host, port, ipv6Only: false }, resolve))
  return (server.address() as AddressInfo).port
}

describe('judgeListener', () => {
  test.each(['127.0.0.1', '0.0.0.0', '::'])('knows a listener on %s that one of the processes has', async (host) => {
    const port = await listen(host)
    expect(await judgeListener({ host: '127.0.0.1', port }, [process.pid])).toBe('ours')
  })

  test('tells a stranger from ours', async () => {
    const port = await listen('127.0.0.1')
    const other = spawn('sleep', ['60'])
    expect(await judgeListener({ host: '127.0.0.1', port }, [Number(other.pid)])).toBe('stranger')
    expect(await judgeListener({ host: '127.0.0.1', port }, [])).toBe('stranger')
    other.kill()
    await new Promise((resolve) => other.once('exit', resolve))
  })

  test('says nobody where no listener takes a connection to that address', async () => {
    const port = await listen('::1')
    expect(await judgeListener({ host: '127.0.0.1', port }, [process.pid])).toBe('nobody')
    expect(await judgeListener({ host: '::1', port }, [process.pid])).toBe('ours')
  })

  test('finds a listener behind many others', async () => {
    const ports = await Promise.all(Array.from({ length: 200 }, () => listen('127.0.0.1')))
    expect(await Promise.all(ports.map((port) => judgeListener({ host: '127.0.0.1', port }, [process.pid])))).toEqual(
      ports.map(() => 'ours'),
    )
  })
})

describe.skipIf(process.platform !== 'linux')('hasListener', () => {
  test.each(['127.0.0.1', '0.0.0.0', '::'])('knows its own listener on %s', async (host) => {
    const port = await listen(host)
    expect(hasListener(process.pid, { host: '127.0.0.1', port })).toBe(true)
    expect(hasListener(process.ppid, { host: '127.0.0.1', port })).toBe(false)
  })

  test('looks at the listener that takes connections to the address, not at another', async () => {
    const port = await listen('::1')
    expect(hasListener(process.pid, { host: '127.0.0.1', port })).toBe(false)
    expect(hasListener(process.pid, { host: '::1', port })).toBe(true)
  })

  test('finds a listener behind many others', async () => {
    const ports = await Promise.all(Array.from({ length: 200 }, () => listen('127.0.0.1')))
    expect(ports.every((port) => hasListener(process.pid, { host: '127.0.0.1', port }))).toBe(true)
  })
})
