import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import {
  defineService,
  inProcess,
  type InProcessModule,
  reservePort,
  type ServerHandle,
  start,
} from '../../../src/index'
import { createServiceStore } from '../../../src/lifecycle/service-store'
import { createRun } from '../../../src/run/run'
import { errorOf } from '../../support/error-of'
import { expectGone } from '../../support/expect-gone'

describe('inProcess', () => {
  const apps = {
    'a request listener': () => (_: unknown, response: { end: (text: string) => void }) => response.end('hello'),
    'a server': () => createServer((_, response) => response.end('hello')),
    'the default export of a module': async () => {
      const source = `export const other = 1\nexport default (_, response) => response.end('hello')`
      return (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as InProcessModule
    },
    'the default export of a compiled module': async () => ({
      __esModule: true,
      default: { fetch: async () => new Response('hello') },
    }),
    'the default export of a compiled module that Node.js has imported': async () => {
      const compiled = { __esModule: true, default: { fetch: async () => new Response('hello') } }
      return { __esModule: true, default: compiled } as unknown as InProcessModule
    },
    'a fetch app': () => ({ fetch: async () => new Response('hello', { headers: { 'set-cookie': 'a=1' } }) }),
  }
  test.each(Object.entries(apps))('serves %s', async (_, factory) => {
    const api = await start(inProcess(factory))
    expect(await (await api.fetch('/')).text()).toBe('hello')
    expect(api.pid).toBe(process.pid)
    await api.stop()
    await expectGone({ port: api.port })
  })

  test('passes method, headers and body to a fetch app', async () => {
    const api = await start(
      inProcess(() => ({
        fetch: async (request: Request) =>
          Response.json({ method: request.method, type: request.headers.get('x-kind'), body: await request.text() }),
      })),
    )
    const response = await api.fetch('/path?q=1', { method: 'PUT', body: 'text', headers: { 'x-kind': 'test' } })
    expect(await response.json()).toEqual({ method: 'PUT', type: 'test', body: 'text' })
    await api.stop()
  })

  test('refuses a server that listens on no port', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portside-test-'))
    const path = join(folder, 'socket')
    const factory = () => createServer().listen(path)
    await expect(start(inProcess(factory))).rejects.toThrow(
      'Expected `factory` to be a function that returns a server on a port',
    )
    expect(existsSync(path)).toBe(false)
    rmSync(folder, { recursive: true })
  })

  test('answers 500 when a fetch app throws, and its output has the error with its cause', async () => {
    const error = new Error('broken at postgres://me:secret@db', { cause: new Error('no table') })
    const wrote: string[] = []
    const run = createRun({ wrote: (name, lines) => void wrote.push(`${name}: ${lines.toString()}`) })
    const store = createServiceStore({ run })
    const share = await store.acquire(
      inProcess(() => ({ fetch: () => Promise.reject(error) })),
      {},
      'api',
    )
    const api = share.handle as ServerHandle
    expect((await api.fetch('/')).status).toBe(500)
    expect(await api.output()).toMatch(/Error: broken at [^]*in-process\.test\.ts[^]*cause[^]*no table/)
    expect(await share.readOutput(Date.now() + 60_000)).toBe('')
    expect(await share.readOutput(0)).toContain('broken')
    expect(wrote).toEqual([expect.stringContaining('api: Error: broken at postgres://me:****@db')])
    const { path, release } = run.directory.hold()
    await expect.poll(() => readFileSync(join(path, 'api.log'), 'utf8')).toContain('no table')
    release()
    await share.release()
    expect(existsSync(path)).toBe(false)
  })

  test('cuts the answer of a fetch app whose body breaks, and its output has the error', async () => {
    const pull = (controller: ReadableStreamDefaultController) => controller.error(new Error('torn'))
    const api = await start(inProcess(() => ({ fetch: () => new Response(new ReadableStream({ pull })) })))
    const [, [torn]] = await Promise.all([
      expect(api.fetch('/').then((answer) => answer.text())).rejects.toThrow(),
      api.waitForOutput(/Error: torn/),
    ])
    expect(torn).toBe('Error: torn')
    await api.stop()
  })

  test('writes no error when a client closes its connection early', async () => {
    let cancelled: () => void = () => {}
    const over = new Promise<void>((resolve) => (cancelled = resolve))
    const body = () => new ReadableStream({ start: (c) => c.enqueue(Buffer.from('first')), cancel: () => cancelled() })
    const api = await start(inProcess(() => ({ fetch: () => new Response(body()) })))
    const abort = new AbortController()
    const answer = await api.fetch('/', { signal: abort.signal })
    answer.text().catch(() => undefined)
    abort.abort()
    await over
    expect(await api.output()).toBe('')
    await api.stop()
  })

  test.each(['GET', 'HEAD'])('answers %s before the body of the answer begins', async (method) => {
    const api = await start(
      inProcess(() => ({ fetch: () => new Response(new ReadableStream()) }), { stopTimeoutMs: 0 }),
    )
    const answer = await api.fetch('/', { method })
    expect(answer.status).toBe(200)
    answer.text().catch(() => undefined)
    await api.stop()
    await expectGone({ port: api.port })
  })

  test('passes the target of a request that begins with two slashes as a path', async () => {
    const api = await start(inProcess(() => ({ fetch: (request: Request) => new Response(request.url) })))
    expect(await (await api.fetch(`${api.url}//other.test/path`)).text()).toBe(`${api.url}//other.test/path`)
    await api.stop()
  })

  test('gives the factory its needs, and runs its clean-ups after the server is closed', async () => {
    const events: string[] = []
    const db = defineService({ start: () => ({ name: 'db' }) })
    const api = await start(
      inProcess(
        ({ db }, { onCleanup }) => {
          onCleanup(() => events.push('cleaned up'))
          return (_, response) => response.end(db.name)
        },
        { needs: { db } },
      ),
    )
    expect(await (await api.fetch('/')).text()).toBe('db')
    await api.stop()
    expect(events).toEqual(['cleaned up'])
  })

  test('cuts connections that are still in use after the time-out', async () => {
    const api = await start(inProcess(() => () => {}, { stopTimeoutMs: 20 }))
    const hanging = api.fetch('/')
    hanging.catch(() => undefined)
    await api.stop()
    await expect(hanging).rejects.toThrow()
    await expectGone({ port: api.port })
  })

  test('does not listen any more when the factory has outlived its stop', async () => {
    const abort = new AbortController()
    const server = createServer()
    let make: (app: typeof server) => void = () => {}
    const made = new Promise<typeof server>((resolve) => (make = resolve))
    const starting = start(
      inProcess(() => {
        abort.abort(new Error('given up'))
        return made
      }),
      { signal: abort.signal },
    )
    await expect(starting).rejects.toThrow('given up')
    make(server)
    await setImmediate()
    expect(server.listening).toBe(false)
  })

  test('refuses a factory that returns something else', async () => {
    await expect(start(inProcess(() => 'app' as never))).rejects.toThrow('factory')
  })
})

describe('the address of an in-process server', () => {
  const answer = (_: unknown, response: ServerResponse) => response.end('hello')

  test('is the port and the host that it is given', async () => {
    const free = await start(inProcess(() => answer))
    await free.stop()
    const api = await start(inProcess(() => answer, { port: free.port, host: '127.0.0.1' }))
    expect(api.url).toBe(`http://127.0.0.1:${free.port}`)
    const error = await errorOf(start(inProcess(() => answer, { port: free.port })))
    expect(error.code).toBe('E_PORT_IN_USE')
    await api.stop()
    await expectGone({ port: api.port })
  })

  test('is a reserved port, which its needs may know', async () => {
    const webPort = reservePort()
    const seen: string[] = []
    const back = inProcess(({ webPort }) => (seen.push(webPort.url), answer), { needs: { webPort }, scope: 'test' })
    const web = await start(inProcess(() => answer, { port: webPort, needs: { back }, scope: 'test' }))
    expect(seen).toEqual([web.url])
    expect(await (await web.fetch('/')).text()).toBe('hello')
    await web.stop()
    await expectGone({ port: web.port })
  })

  test('is that of a server that listens already', async () => {
    const api = await start(inProcess(() => createServer(answer).listen(0)))
    expect(await (await api.fetch('/')).text()).toBe('hello')
    await api.stop()
    await expectGone({ port: api.port })
  })

  test('refuses ports and hosts that are none', () => {
    expect(() => inProcess(() => answer, { port: 70_000 })).toThrow("Expected `port` to be 'lease' or a number")
    expect(() => inProcess(() => answer, { host: '0.0.0.0' as never })).toThrow('Expected `host` to be')
  })
})

test.each([undefined, {}, { listen: () => undefined }, 'app'])(
  'a factory that returns %j is refused with the name of the service and what to return',
  async (result) => {
    const starting = start(inProcess(() => result as never))
    await expect(starting).rejects.toThrow(
      /^service: Expected `factory` to be a function that returns an http.Server, a request listener, \{ fetch \}, or an app of Fastify, .* Hono, got/,
    )
  },
)
