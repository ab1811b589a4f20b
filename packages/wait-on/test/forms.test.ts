import { writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { freePort, listen, serve, serveTls, temporaryDirectory } from './support/servers'
import { subjects } from './support/subjects'

// For what comes, and for what does not.
const [patientMs, briefMs] = [20_000, 250]

describe.each(subjects)('%s', (_, isAvailable) => {
  test.each(['file:', ''])('finds a file that comes later (%spath), and none that is not there', async (prefix) => {
    const file = join(temporaryDirectory(), 'a:b')
    expect(await isAvailable(`${prefix}${file}`, briefMs)).toBe(false)
    const found = isAvailable(`${prefix}${file}`, patientMs)
    writeFileSync(file, 'data')
    expect(await found).toBe(true)
  })

  test('takes a directory for a file', async () => {
    expect(await isAvailable(temporaryDirectory(), patientMs)).toBe(true)
  })

  test.each(['tcp:', 'tcp:127.0.0.1:', 'tcp:localhost:'])(
    'finds who listens on %sport, and nobody else',
    async (prefix) => {
      const port = await freePort()
      expect(await isAvailable(`${prefix}${port}`, briefMs)).toBe(false)
      const found = isAvailable(`${prefix}${port}`, patientMs)
      await listen(createServer(), port)
      expect(await found).toBe(true)
    },
  )

  test('finds nobody at a host that there is not', async () => {
    expect(await isAvailable('tcp:256.0.0.1:1234', briefMs)).toBe(false)
  })

  test('finds who listens on a Unix socket, and nobody at a path that is none', async () => {
    const path = join(temporaryDirectory(), 'sock')
    expect(await isAvailable(`socket:${path}`, briefMs)).toBe(false)
    const found = isAvailable(`socket:${path}`, patientMs)
    await listen(createServer(), path)
    expect(await found).toBe(true)
    const file = join(temporaryDirectory(), 'file')
    writeFileSync(file, '')
    expect(await isAvailable(`socket:${file}`, briefMs)).toBe(false)
  })

  test('runs a command until it ends with 0', async () => {
    const file = join(temporaryDirectory(), 'done')
    expect(await isAvailable(`command:test -e ${file}`, briefMs)).toBe(false)
    expect(await isAvailable(`command:test -e ${file} || { touch ${file}; exit 3; }`, patientMs)).toBe(true)
  })

  describe.each([
    ['http:', 'HEAD'],
    ['http-get:', 'GET'],
  ])('%s', (scheme, method) => {
    test(`waits for an answer of 2xx to ${method}`, async () => {
      let asked = 0
      const port = await serve((request, response) => {
        const isRight = request.method === method && request.url === '/health?a=1'
        response.writeHead(isRight && ++asked > 2 ? 204 : 404).end()
      })
      expect(await isAvailable(`${scheme}//127.0.0.1:${port}/health?a=1`, patientMs)).toBe(true)
      expect(asked).toBeGreaterThan(2)
      expect(await isAvailable(`${scheme}//127.0.0.1:${port}/other`, briefMs)).toBe(false)
    })

    test('waits for a server that comes later', async () => {
      const port = await freePort()
      expect(await isAvailable(`${scheme}//localhost:${port}`, briefMs)).toBe(false)
      const found = isAvailable(`${scheme}//localhost:${port}/foo`, patientMs)
      await serve((_, response) => response.end('data'), port)
      expect(await found).toBe(true)
    })

    test('follows a redirect, and takes none for an answer', async () => {
      const port = await serve((request, response) => {
        if (request.url === '/') response.writeHead(302, { location: '/foo' })
        if (request.url === '/lost') response.writeHead(302, { location: '/nowhere' })
        if (request.url === '/nowhere') response.writeHead(404)
        response.end('data')
      })
      expect(await isAvailable(`${scheme}//127.0.0.1:${port}`, patientMs)).toBe(true)
      expect(await isAvailable(`${scheme}//127.0.0.1:${port}/lost`, briefMs)).toBe(false)
    })

    test('sends the login of its URL', async () => {
      const login = `Basic ${Buffer.from('me:secret').toString('base64')}`
      const port = await serve((request, response) =>
        response.writeHead(request.headers.authorization === login ? 200 : 401).end(),
      )
      expect(await isAvailable(`${scheme}//me:secret@127.0.0.1:${port}/`, patientMs)).toBe(true)
      expect(await isAvailable(`${scheme}//me:other@127.0.0.1:${port}/`, briefMs)).toBe(false)
    })

    test('waits for an answer over TLS, whoever has signed the certificate', async () => {
      const answer: RequestListener = (request, response) => {
        response.writeHead(request.method === method && request.url === '/' ? 200 : 404).end()
      }
      const { port } = await serveTls(answer)
      const url = `${scheme.replace('http', 'https')}//127.0.0.1:${port}/`
      expect(await isAvailable(url, patientMs)).toBe(true)
      expect(await isAvailable(`${url}other`, briefMs)).toBe(false)
    })

    test('asks over a Unix socket: a path, or a URL', async () => {
      const path = join(temporaryDirectory(), 'sock')
      expect(await isAvailable(`${scheme}//unix:${path}:/foo`, briefMs)).toBe(false)
      const asked = new Set<string>()
      await serve((request, response) => {
        asked.add(`${request.method} ${request.url}`)
        response.writeHead(request.url === '/foo' ? 200 : 404).end('data')
      }, path)
      for (const rest of ['/foo', 'http://server/foo'])
        expect(await isAvailable(`${scheme}//unix:${path}:${rest}`, patientMs)).toBe(true)
      expect([...asked]).toEqual([`${method} /foo`])
      expect(await isAvailable(`${scheme}//unix:${path}:/`, briefMs)).toBe(false)
    })
  })

  test('does not take a server that never answers for one', async () => {
    const port = await listen(createServer())
    expect(await isAvailable(`http://127.0.0.1:${port}/`, briefMs)).toBe(false)
  })

  test.each(['tcp://127.0.0.1:80', 'tcp:web', 'http:localhost:3000', 'http://'])('rejects %s at once', async (name) => {
    await expect((async () => isAvailable(name, patientMs))()).rejects.toThrow(/Invalid resource|Expected `name`/)
  })
})
