import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { defineService, inProcess, start } from '../../../src/index'
import { expectGone } from '../../support/expect-gone'

describe('inProcess', () => {
  const apps = {
    'a request listener': () => (_: unknown, response: { end: (text: string) => void }) => response.end('hello'),
    'a server': () => createServer((_, response) => response.end('hello')),
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

  test('answers 500 when a fetch app throws', async () => {
    const api = await start(inProcess(() => ({ fetch: () => Promise.reject(new Error('broken')) })))
    expect((await api.fetch('/')).status).toBe(500)
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
  }, 20_000)

  test('refuses a factory that returns something else', async () => {
    await expect(start(inProcess(() => 'app' as never))).rejects.toThrow('factory')
  })
})
