import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { findPortOwner, hasListener, judgeListener } from '../../src/index'

const servers: Server[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))))
})

/** A listener of this process. */
async function listen(host: string, port = 0, ipv6Only = false): Promise<number> {
  const server = createServer()
  servers.push(server)
  await new Promise<void>((resolve) => server.listen({ host, port, ipv6Only }, resolve))
  return (server.address() as AddressInfo).port
}

/** A listener of another process. */
async function listenElsewhere(host: string, port: number): Promise<{ pid: number; end: () => Promise<void> }> {
  const script = `require('node:net').createServer().listen({ host: '${host}', port: ${port} }, () => console.log('listens'))`
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  const end = async (): Promise<void> => {
    child.kill()
    await once(child, 'exit')
  }
  return { pid: Number(child.pid), end }
}

describe('judgeListener', () => {
  test.each(['127.0.0.1', '0.0.0.0', '::'])('knows a listener on %s that one of the processes has', async (host) => {
    const port = await listen(host)
    expect(await judgeListener({ host: '127.0.0.1', port }, [process.pid])).toBe('ours')
  })

  test('distinguishes another program from ours', async () => {
    const port = await listen('127.0.0.1')
    const other = spawn('sleep', ['60'])
    expect(await judgeListener({ host: '127.0.0.1', port }, [Number(other.pid)])).toBe('other')
    expect(await judgeListener({ host: '127.0.0.1', port }, [])).toBe('other')
    other.kill()
    await new Promise((resolve) => other.once('exit', resolve))
  })

  test('says nobody where no listener takes a connection to that address', async () => {
    const port = await listen('::1')
    expect(await judgeListener({ host: '127.0.0.1', port }, [process.pid])).toBe('nobody')
    expect(await judgeListener({ host: '::1', port }, [process.pid])).toBe('ours')
  })

  test('says nobody where a listener on :: takes IPv6 only, and ours for the address that it takes', async () => {
    const port = await listen('::', 0, true)
    expect(await judgeListener({ host: '127.0.0.1', port }, [process.pid])).toBe('nobody')
    expect(await judgeListener({ host: '::1', port }, [process.pid])).toBe('ours')
  })

  test.each(['127.0.0.1', '0.0.0.0'])(
    'recognizes another program on %s beside ours on :: that takes IPv6 only',
    async (host) => {
      const port = await listen('::', 0, true)
      const otherOwner = await listenElsewhere(host, port)
      expect(await judgeListener({ host: '127.0.0.1', port }, [process.pid])).toBe('other')
      expect(hasListener(process.pid, { host: '127.0.0.1', port })).toBe(false)
      expect((await findPortOwner(port, { host: '127.0.0.1' }))?.pid).toBe(otherOwner.pid)
      expect(await judgeListener({ host: '::1', port }, [process.pid])).toBe('ours')
      await otherOwner.end()
    },
  )

  test('recognizes another program on all of IPv4 beside ours on ::1, and names it', async () => {
    const port = await listen('::1')
    const otherOwner = await listenElsewhere('0.0.0.0', port)
    expect(await judgeListener({ host: '127.0.0.1', port }, [process.pid])).toBe('other')
    expect((await findPortOwner(port, { host: '127.0.0.1' }))?.pid).toBe(otherOwner.pid)
    expect((await findPortOwner(port, { host: '::1' }))?.pid).toBe(process.pid)
    await otherOwner.end()
  })

  test('takes a descriptor for a place to look at first, and for no proof', async () => {
    const port = await listen('127.0.0.1')
    for (const descriptor of [0, 1_000_000]) {
      expect(hasListener(process.pid, { host: '127.0.0.1', port }, descriptor)).toBe(true)
      expect(hasListener(process.ppid, { host: '127.0.0.1', port }, descriptor)).toBe(false)
    }
  })

  test('finds a listener behind many others', async () => {
    const ports = await Promise.all(Array.from({ length: 200 }, () => listen('127.0.0.1')))
    expect(await Promise.all(ports.map((port) => judgeListener({ host: '127.0.0.1', port }, [process.pid])))).toEqual(
      ports.map(() => 'ours'),
    )
  })
})

describe.skipIf(process.platform !== 'linux')('hasListener (skipped: only on Linux)', () => {
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
