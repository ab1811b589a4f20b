import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { selfSigned, type SelfSigned } from '../../../../../test/support/self-signed'
import { command, type CommandOptions, reservePort, start } from '../../../src/index'
import { errorOf } from '../../support/error-of'
import { answers, expectGone } from '../../support/expect-gone'

const directory = mkdtempSync(join(tmpdir(), 'portside-test-'))
afterAll(() => rmSync(directory, { recursive: true }))

const pair = selfSigned()
const other = selfSigned()

/** Answers with its own URL, as it was given it twice. */
function scriptWith(certificate: SelfSigned): string {
  return `require('node:https').createServer(${JSON.stringify(certificate)}, (_, response) =>
    response.end(process.argv[1] + ' ' + process.env.SELF)).listen(process.env.PORT, process.env.HOST)`
}

function secure(options: Omit<CommandOptions, 'port' | 'ports' | 'scope'> = {}, certificate = pair) {
  return command(['node', '-e', scriptWith(certificate), '{url}'], {
    protocol: 'https',
    env: (_, { url }) => ({ SELF: url }),
    ...options,
  })
}

describe("protocol: 'https'", () => {
  test.each([
    ['whatever its certificate', {}],
    ['with its certificate as PEM', { ca: pair.cert }],
    ['with its certificate in a file', { ca: 'ca.pem' }],
  ])('a service over TLS is asked by a path, and fetched %s', async (_, options) => {
    writeFileSync(join(directory, 'ca.pem'), pair.cert)
    const api = await start(secure({ ready: '/health', ...options }), { directory })
    expect(api.url).toBe(`https://127.0.0.1:${api.port}`)
    expect(await (await api.fetch('/')).text()).toBe(`${api.url} ${api.url}`)
    await api.restart()
    expect((await api.fetch('/')).status).toBe(200)
    await api.stop()
    await expectGone(api)
  })

  test('fetch refuses a certificate of another authority', async () => {
    const api = await start(secure({ ca: other.cert }))
    const error = await api.fetch('/').catch((failure: Error) => failure.cause)
    expect(error).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
    await api.stop()
  })

  test('fetch takes a certificate of `ca` for localhost, and none for another name', async () => {
    const [local, foreign] = [selfSigned('localhost'), selfSigned('example.test')]
    const api = await start(secure({ ca: local.cert }, local))
    expect((await api.fetch('/')).status).toBe(200)
    await api.stop()
    const elsewhere = await start(secure({ ca: foreign.cert }, foreign))
    const error = await elsewhere.fetch('/').catch((failure: Error) => failure.cause)
    expect(error).toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
    await elsewhere.stop()
  })

  test('a file that is not there is refused, and nothing is left', async () => {
    const ports: number[] = []
    const definition = secure({ ca: 'absent.pem', ready: ({ port }) => ports.push(Number(port)) > 0 })
    await expect(start(definition, { directory })).rejects.toThrow('Expected `ca` to be PEM or the path of a file')
    expect(ports[0]).toBeGreaterThan(0)
    expect(await answers(ports[0] ?? 0)).toBe(false)
  })

  test('what runs already is checked by `ca`, and without it as Node.js does', async () => {
    const api = await start(secure())
    const known = await start(secure({ existing: api.url, ca: pair.cert, ready: '/' }))
    expect((await known.fetch('/')).status).toBe(200)
    const unknown = await start(secure({ existing: api.url, ready: '/' }))
    await expect(unknown.fetch('/')).rejects.toThrow('fetch failed')
    for (const handle of [unknown, known, api]) await handle.stop()
  })

  test('a reserved port says how the service that takes it speaks', async () => {
    const web = reservePort({ protocol: 'https' })
    const reserved = await start(web)
    expect(reserved.url).toBe(`https://127.0.0.1:${reserved.port}`)
    await reserved.stop()
  })

  test('a service over TLS without it is not ready, and the hint names it', async () => {
    const error = await errorOf(start(secure({ protocol: 'http', ready: '/', startTimeoutMs: 2000 })))
    expect(error.hints.join()).toContain("It speaks TLS: say `protocol: 'https'`")
  })

  test('rejects what it cannot be', () => {
    expect(() => secure({ protocol: 'a scheme' })).toThrow(
      "Expected `protocol` to be a scheme such as 'https' or 'redis'",
    )
    expect(() => secure({ ca: '' })).toThrow('Expected `ca` to be PEM or the path of a file')
    expect(() => secure({ protocol: 'http', ca: 'ca.pem' })).toThrow('Expected `ca` to be left out unless `protocol`')
  })
})
