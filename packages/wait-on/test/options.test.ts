import { rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { freePort, listen, serve, serveTls, temporaryDirectory } from './support/servers'
import { functions, inTime } from './support/subjects'

const patient = { timeout: 20_000, interval: 20, window: 20, proxy: false } as const
const brief = { ...patient, timeout: 300 }

describe.each(functions)('%s', (_, waits) => {
  test('waits for all resources, and names those that are left', async () => {
    const folder = temporaryDirectory()
    const [there, absent] = [join(folder, 'there'), join(folder, 'absent')]
    writeFileSync(there, '')
    await waits({ ...patient, resources: [there, folder] })
    const wait = waits({ ...brief, resources: [there, absent, `file:${absent}`] })
    await expect(wait).rejects.toThrow(`Timed out waiting for: ${absent}, file:${absent}`)
  })

  test('reverse: waits until files are gone', async () => {
    const file = join(temporaryDirectory(), 'lock')
    writeFileSync(file, '')
    expect(await inTime(waits({ ...brief, resources: [file], reverse: true }))).toBe(false)
    const gone = waits({ ...patient, resources: [file], reverse: true })
    rmSync(file)
    await gone
  })

  test('reverse: waits until nobody listens, or answers otherwise', async () => {
    const [silent, path] = [await freePort(), join(temporaryDirectory(), 'sock')]
    const port = await serve((request, response) => response.writeHead(request.url === '/old' ? 410 : 200).end())
    const resources = [`tcp:127.0.0.1:${silent}`, `http://127.0.0.1:${port}/old`, `socket:${path}`, 'command:exit 1']
    await waits({ ...patient, resources, reverse: true })
    await listen(createServer(), path)
    for (const name of [`tcp:127.0.0.1:${port}`, `http://127.0.0.1:${port}/`, `socket:${path}`, 'command:true'])
      expect(await inTime(waits({ ...brief, resources: [name], reverse: true }))).toBe(false)
  })

  test('reverse: a host that there is not is gone', async () => {
    await waits({ ...patient, resources: ['tcp:256.0.0.1:1234'], reverse: true })
  })

  test('validateStatus: says which status counts', async () => {
    const port = await serve((_, response) => response.writeHead(401).end())
    const resources = [`http://127.0.0.1:${port}`]
    await waits({ ...patient, resources, validateStatus: (status) => status === 401 })
    expect(await inTime(waits({ ...brief, resources, validateStatus: (status) => status === 402 }))).toBe(false)
  })

  test('followRedirect: false takes a redirect for a failure', async () => {
    const port = await serve((request, response) => {
      if (request.url === '/') response.writeHead(302, { location: '/foo' })
      response.end()
    })
    for (const scheme of ['http:', 'http-get:'])
      expect(
        await inTime(waits({ ...brief, resources: [`${scheme}//127.0.0.1:${port}`], followRedirect: false })),
      ).toBe(false)
  })

  test('httpTimeout: ends a request that takes longer', async () => {
    let asked = 0
    const port = await serve(() => void (asked += 1))
    expect(
      await inTime(waits({ ...brief, resources: [`http://127.0.0.1:${port}`], httpTimeout: 50, simultaneous: 1 })),
    ).toBe(false)
    expect(asked).toBeGreaterThan(1)
  })

  test('tcpTimeout: ends a connection to a host that does not answer', async () => {
    // Reserved for documentation (RFC 5737).
    const resources = ['tcp:192.0.2.1:1234']
    expect(await inTime(waits({ ...brief, resources, tcpTimeout: 50 }))).toBe(false)
  })

  test('commandTimeout: kills a command that hangs, and runs it again', async () => {
    const file = join(temporaryDirectory(), 'second')
    const line = `test -e ${file} || { touch ${file}; exec sleep 60; }`
    await waits({ ...patient, resources: [`command:${line}`], commandTimeout: 200 })
  })

  test('headers and auth: are sent with each request', async () => {
    const port = await serve(({ headers }, response) => {
      const isRight = headers['x-a'] === 'b' && headers.authorization === 'Basic bWU6c2VjcmV0'
      response.writeHead(isRight ? 200 : 401).end()
    })
    const resources = [`http-get://127.0.0.1:${port}`]
    await waits({ ...patient, resources, headers: { 'x-a': 'b' }, auth: { username: 'me', password: 'secret' } })
    expect(await inTime(waits({ ...brief, resources, headers: { 'x-a': 'b' } }))).toBe(false)
  })

  test('strictSSL: wants an authority that it knows, such as `ca`', async () => {
    const { port, cert } = await serveTls((_, response) => response.end())
    const resources = [`https://127.0.0.1:${port}`]
    expect(await inTime(waits({ ...brief, resources, strictSSL: true }))).toBe(false)
    await waits({ ...patient, resources, strictSSL: true, ca: cert })
  })

  test('proxy: is asked in the place of the server', async () => {
    const asked: (string | undefined)[] = []
    const port = await serve(({ url }, response) => {
      asked.push(url)
      response.end()
    })
    await waits({ ...patient, resources: ['http://nowhere.test/x'], proxy: { host: '127.0.0.1', port } })
    expect(asked).toEqual(['http://nowhere.test/x'])
  })

  test('window: a file must have the same size for so long', async () => {
    const file = join(temporaryDirectory(), 'bundle.js')
    writeFileSync(file, 'data')
    const startedAtMs = performance.now()
    await waits({ ...patient, resources: [file], window: 400 })
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(395)
  })

  test('delay: begins to look after it', async () => {
    const startedAtMs = performance.now()
    await waits({ ...patient, resources: [temporaryDirectory()], delay: 300 })
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(295)
  })

  test('log: writes what is waited for to standard output', async () => {
    const lines: string[] = []
    const log = vi.spyOn(console, 'log').mockImplementation((...words) => void lines.push(words.join(' ')))
    try {
      await inTime(waits({ ...brief, resources: ['/non/existent/file/path'], log: true }))
    } finally {
      log.mockRestore()
    }
    expect(lines.join('\n')).toMatch(/waiting for 1 resources: \/non\/existent[\s\S]*Timed out waiting for/)
  })

  test.each([
    [{}, /"resources" is required/],
    [{ resources: [] }, /"resources" does not contain 1 required value/],
    // eslint-disable-next-line unicorn/no-null
    [null, /must be of type object|Cannot read|null/],
    [{ resources: ['a'], timeout: 'soon' }, /"timeout" must be a number/],
    [{ resources: ['tcp://127.0.0.1:80'] }, /Invalid resource "tcp:\/\/127.0.0.1:80": use tcp:host:port/],
  ])('rejects %j', async (options, message) => {
    await expect(waits(options as never)).rejects.toThrow(message)
  })
})
