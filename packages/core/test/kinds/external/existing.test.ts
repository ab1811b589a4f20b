import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createHttpServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { probe } from '@portside/probe'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { command, defineService, external, inProcess, start, task } from '../../../src/index'
import { errorOf } from '../../support/error-of'
import { expectGone } from '../../support/expect-gone'
import { serverPath } from '../../support/server-path'

const directory = realpathSync(mkdtempSync(join(tmpdir(), 'portside-test-')))
afterAll(() => rmSync(directory, { recursive: true }))

const fails = task(() => Promise.reject(new Error('must not run')))

/** A Redis that answers PING, and takes one password. */
async function serveRedis(): Promise<Server> {
  const server = createServer((socket: Socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      const text = String(chunk)
      if (text.includes('AUTH')) socket.write(text.includes('right') ? '+OK\r\n' : '-WRONGPASS invalid password\r\n')
      socket.write('+PONG\r\n')
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return server
}

function portOf(server: Server): number {
  return (server.address() as { port: number }).port
}

describe('`existing`', () => {
  test('starts nothing that the service needs', async () => {
    const up = await start(inProcess(() => (_, response) => response.end('up')))
    const needs = { fails }
    const api = await start(command('no-such-program', { existing: up.url, needs }))
    expect(await (await api.fetch('/')).text()).toBe('up')
    await api.stop()
    await (await start(inProcess(() => () => undefined, { existing: up.url, needs }))).stop()
    expect(await start(defineService({ existing: { a: 1 }, needs, start: () => ({ a: 2 }) }))).toMatchObject({ a: 1 })
    await up.stop()
  })

  test('gives the handle the scheme of the service that would be started', async () => {
    const server = await serveRedis()
    const existing = `http://127.0.0.1:${portOf(server)}`
    for (const options of [{ ready: probe.redis() }, { protocol: 'redis' }]) {
      const redis = await start(command('redis-server', { existing, ...options }))
      expect(redis.url).toBe(`redis://127.0.0.1:${portOf(server)}`)
      await redis.stop()
    }
    server.close()
  })

  test('takes credentials that are right, and fails at once where they are refused', async () => {
    const server = await serveRedis()
    const ready = probe.redis()
    const at = `127.0.0.1:${portOf(server)}`
    await (await start(command('redis-server', { ready, existing: `redis://:right@${at}` }))).stop()
    const error = await errorOf(start(command('redis-server', { ready, existing: `redis://:wrong@${at}` })))
    expect(error.message).toContain('WRONGPASS')
    expect(error.message).not.toContain('wrong@')
    server.close()
    for (const status of [401, 403, 407]) {
      const web = createHttpServer((_, response) => response.writeHead(status).end())
      await once(web.listen(0, '127.0.0.1'), 'listening')
      const existing = `http://127.0.0.1:${portOf(web)}`
      const refused = await errorOf(start(command('x', { ready: '/', existing, startTimeoutMs: 600_000 })))
      expect(refused.message).toContain(`${status} `)
      web.close()
    }
  })

  test('fails at once for a name that nobody knows', async () => {
    const error = await errorOf(start(command('x', { existing: 'http://no-such-name.invalid:80' })))
    expect(error.message).toMatch(/ENOTFOUND/)
  })

  test('says after two seconds what it waits for, how long, and by which option, and goes on to wait', async () => {
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const server = await serveRedis()
    const port = portOf(server)
    await new Promise((resolve) => server.close(resolve))
    const url = `http://127.0.0.1:${port}`
    const starting = Promise.all([
      start(command('x', { existing: url })),
      start(external(url, { startTimeoutMs: 30_500 })),
      start(inProcess(() => () => undefined, { existing: url })),
    ])
    await vi.waitUntil(() => written.mock.calls.length > 2, { timeout: 10_000 })
    const texts = written.mock.calls.map(([text]) => String(text)).sort()
    written.mockRestore()
    server.listen(port, '127.0.0.1')
    for (const handle of await starting) await handle.stop()
    server.close()
    const line = (limit: string, namedBy: string) =>
      `portside waits up to ${limit} for service, which \`${namedBy}\` expects at ${url}: connection refused\n`
    expect(texts).toEqual([
      line('30.5 s (`startTimeoutMs`)', 'external()'),
      line('60 s (`startTimeoutMs`)', 'existing'),
      line('60 s', 'existing'),
    ])
  })
})

describe.skipIf(process.platform !== 'linux')('`existing: { port }` (skipped: only on Linux)', () => {
  const own = join(directory, 'own')
  const other = join(directory, 'other')
  for (const folder of [own, other]) {
    mkdirSync(join(folder, 'src'), { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{}')
  }
  beforeEach(() => void vi.stubEnv('CI', ''))
  afterEach(() => void vi.unstubAllEnvs())

  /** Starts a server by hand in a folder. */
  async function serveIn(cwd: string) {
    const program = `require('node:http').createServer((_, response) => response.end('by hand'))
      .listen(0, '127.0.0.1', function () { console.log(this.address().port) })`
    const child = spawn(process.execPath, ['-e', program], { cwd, stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const end = async () => {
      child.kill()
      await once(child, 'exit')
    }
    return { port: Number(line), end }
  }

  const api = (existing: { readonly port: number; readonly inCi?: boolean }) =>
    command(['node', serverPath('echo.mjs')], { existing })

  test('uses a server of the same project, and needs nothing of ours for it', async () => {
    const { port, end } = await serveIn(join(own, 'src'))
    const used = await start(command('no-such-program', { existing: { port }, needs: { fails } }), { directory: own })
    expect([used.port, used.pid, await (await used.fetch('/')).text()]).toEqual([port, undefined, 'by hand'])
    await used.stop()
    expect((await fetch(`http://127.0.0.1:${port}`)).status).toBe(200)
    await end()
  })

  test('uses it in the place of an app in this process, with the name of its address', async () => {
    const { port, end } = await serveIn(join(own, 'src'))
    const app = inProcess(() => () => undefined, { existing: { port }, needs: { fails } })
    const used = await start(app, { directory: own })
    expect([used.url, used.pid]).toEqual([`http://127.0.0.1:${port}`, undefined])
    expect(await (await used.fetch('/')).text()).toBe('by hand')
    await used.stop()
    await end()
    const started = await start(
      inProcess(() => (_, response) => response.end('here'), { existing: { port } }),
      { directory: own },
    )
    expect(await (await started.fetch('/')).text()).toBe('here')
    await started.stop()
  })

  test("never uses another project's, and starts the service where nobody listens", async () => {
    const { port, end } = await serveIn(other)
    for (const isThere of [true, false]) {
      if (!isThere) await end()
      const started = await start(api({ port }), { directory: own })
      expect(started.port).not.toBe(port)
      await started.stop()
      await expectGone(started)
    }
  })

  test('is not looked at in CI, unless `inCi`', async () => {
    vi.stubEnv('CI', 'true')
    const { port, end } = await serveIn(own)
    const started = await start(api({ port }), { directory: own })
    expect(started.port).not.toBe(port)
    await started.stop()
    const used = await start(api({ port, inCi: true }), { directory: own })
    expect(used.port).toBe(port)
    await used.stop()
    await end()
  })
})
