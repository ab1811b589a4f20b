import { spawn, spawnSync } from 'node:child_process'
import { constants, createHash, generateKeyPairSync, privateDecrypt } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { leasePort } from '@portside/ports'
import { probe, waitUntilReady } from '@portside/probe'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { command, external, inProcess, type ServiceDefinition, start } from '../../../src/index'
import { endsWithTest } from '../../../../../test/support/ends-with-test'
import { ordinaryUser } from '../../../../../test/support/ordinary-user'
import { errorOf } from '../../support/error-of'
import { findProgram } from '../../support/find-program'
import { serveScram } from '../../support/serve-scram'

let directory: string
let ends: (() => Promise<unknown>)[]
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'portside-test-'))
  ends = []
})
afterEach(async () => {
  await Promise.all(ends.map((end) => end()))
  rmSync(directory, { recursive: true })
})

/** Every way to name a server that is there already. */
const ways: readonly ((url: string) => ServiceDefinition<object>)[] = [
  (url) => external(url),
  (url) => command('no-such-program', { existing: url }),
  (url) => inProcess(() => () => undefined, { existing: url }),
]

async function expectRefused(url: string, words: string): Promise<void> {
  for (const way of ways) {
    const startedAt = performance.now()
    const error = await errorOf(start(way(url)))
    expect(error.code).toBe('E_NOT_READY')
    expect(error.message).toContain(words)
    expect(error.hints).toContain('It refuses the login of the URL: correct the user or the password there.')
    expect(error.message).not.toContain('mistaken')
    expect(performance.now() - startedAt).toBeLessThan(10_000)
  }
}

async function expectTaken(url: string): Promise<void> {
  for (const way of ways) await (await start(way(url))).stop()
}

async function run(argv: readonly string[], options: object = {}): Promise<void> {
  const [file = '', ...args] = endsWithTest(argv)
  const child = spawn(file, args, { ...options, stdio: 'ignore' })
  ends.push(async () => {
    child.kill('SIGINT')
    if (child.exitCode === null) await once(child, 'exit')
  })
  await once(child, 'spawn')
}

const initdb = findProgram('initdb') && findProgram('postgres')

test.skipIf(initdb === undefined).each(['scram-sha-256', 'md5', 'password'])(
  'a password that PostgreSQL refuses fails at once with its words: %s (skipped: PostgreSQL is not installed)',
  async (method) => {
    const options = { cwd: directory, ...ordinaryUser() }
    const lease = await leasePort()
    const { port, host } = lease
    const file = join(directory, 'password')
    writeFileSync(file, 'right: 100 %\n')
    for (const path of [directory, file]) if (options.uid !== undefined) chownSync(path, options.uid, options.gid ?? 0)
    chmodSync(directory, 0o700)
    const data = join(directory, 'data')
    const made = spawnSync('initdb', ['--no-sync', '-U', 'me', '-A', method, '--pwfile', file, '-D', data], options)
    expect(String(made.stderr)).not.toContain('error')
    await run(['postgres', '-D', data, '-p', `${port}`, '-h', host, '-k', directory, '-c', 'fsync=off'], options)
    const target = { service: 'db', host, port, cwd: directory, env: {} }
    expect(await waitUntilReady(probe.postgres(), target, { timeoutMs: 30_000 })).toMatchObject({ state: 'ready' })
    await expectTaken(`postgres://me:${encodeURIComponent('right: 100 %')}@${host}:${port}/postgres`)
    await expectRefused(
      `postgres://me:mistaken@${host}:${port}/postgres`,
      'password authentication failed for user "me"',
    )
    await lease.release()
  },
)

const redisServer = findProgram('redis-server')

test.skipIf(redisServer === undefined)(
  'a password that Redis refuses fails at once with its words (skipped: redis-server is not installed)',
  async () => {
    const lease = await leasePort()
    const { port, host } = lease
    const place = ['--port', `${port}`, '--bind', host, '--dir', directory, '--save', '', '--appendonly', 'no']
    await run([redisServer ?? '', ...place, '--requirepass', 'right'])
    const target = { service: 'db', host, port, cwd: directory, env: {} }
    expect(await waitUntilReady(probe.redis(), target, { timeoutMs: 30_000 })).toMatchObject({ state: 'ready' })
    await expectTaken(`redis://:right@${host}:${port}`)
    await expectRefused(`redis://:mistaken@${host}:${port}`, 'WRONGPASS invalid username-password pair')
    await lease.release()
  },
)

describe('a server that answers as', () => {
  /** Answers each packet of a client with what `answer` makes of it, after a greeting. */
  async function serve(greeting: Buffer | undefined, begin: () => (packet: Buffer) => Buffer): Promise<string> {
    const server: Server = createServer((socket: Socket) => {
      const answer = begin()
      socket.on('error', () => undefined)
      socket.on('data', (packet) => void socket.write(answer(packet)))
      if (greeting !== undefined) socket.write(greeting)
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    ends.push(() => new Promise((resolve) => server.close(resolve)))
    return `127.0.0.1:${(server.address() as { port: number }).port}`
  }

  const challenge = Buffer.from('abcdefgh0123456789AB')
  const sha = (hash: string, ...parts: readonly Uint8Array[]) =>
    parts.reduce((all, part) => all.update(part), createHash(hash)).digest()
  const packet = (sequence: number, ...parts: readonly (string | Uint8Array)[]) => {
    const body = Buffer.concat(parts.map((part) => Buffer.from(part)))
    return Buffer.concat([Buffer.from([body.length & 255, body.length >> 8, 0, sequence]), body])
  }
  const xor = (one: Buffer, other: Buffer) => Buffer.from(one.map((byte, index) => byte ^ (other[index] ?? 0)))
  const denied = (sequence: number) =>
    packet(
      sequence,
      Buffer.from([0xff, 0x15, 0x04]),
      "#28000Access denied for user 'me'@'localhost' (using password: YES)",
    )

  test.each([
    [
      'mysql_native_password',
      (key: Buffer) => xor(sha('sha1', key), sha('sha1', challenge, sha('sha1', sha('sha1', key)))),
    ],
    [
      'caching_sha2_password',
      (key: Buffer) => xor(sha('sha256', key), sha('sha256', sha('sha256', sha('sha256', key)), challenge)),
    ],
  ])('MySQL does: %s', async (plugin, proofOf) => {
    const right = proofOf(Buffer.from('right'))
    const at = await serve(mysqlGreeting(plugin), () => (sent) => {
      if (!sent.includes(right)) return denied(2)
      const isFast = plugin === 'caching_sha2_password'
      return Buffer.concat([
        ...(isFast ? [packet(2, Buffer.from([1, 3]))] : []),
        packet(isFast ? 3 : 2, Buffer.alloc(7)),
      ])
    })
    await expectTaken(`mysql://me:right@${at}/app`)
    await expectRefused(
      `mysql://me:mistaken@${at}/app`,
      "Access denied for user 'me'@'localhost' (using password: YES)",
    )
  })

  test('MySQL does, and asks for another plugin', async () => {
    const right = xor(
      sha('sha1', Buffer.from('right')),
      sha('sha1', challenge, sha('sha1', sha('sha1', Buffer.from('right')))),
    )
    const at = await serve(mysqlGreeting('caching_sha2_password'), () => {
      let isAsked = false
      return (sent) => {
        if (isAsked) return sent.subarray(4).equals(right) ? packet(4, Buffer.alloc(7)) : denied(4)
        isAsked = true
        return packet(2, Buffer.from([0xfe]), 'mysql_native_password\0', challenge, '\0')
      }
    })
    await expectTaken(`mysql://me:right@${at}`)
    await expectRefused(`mysql://me:mistaken@${at}`, 'Access denied')
  })

  test('MySQL does, and wants the whole password, encrypted', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const padding = constants.RSA_PKCS1_OAEP_PADDING
    const right = xor(Buffer.from('right\0'), challenge)
    const at = await serve(mysqlGreeting('caching_sha2_password'), () => {
      const answers = [
        () => packet(2, Buffer.from([1, 4])),
        () => packet(4, Buffer.from([1]), publicKey.export({ type: 'spki', format: 'pem' })),
        (sent: Buffer) =>
          privateDecrypt({ key: privateKey, padding }, sent.subarray(4)).equals(right)
            ? packet(6, Buffer.alloc(7))
            : denied(6),
      ]
      return (sent) => answers.shift()?.(sent) ?? denied(8)
    })
    await expectTaken(`mysql://me:right@${at}`)
    await expectRefused(`mysql://me:mistaken@${at}`, 'Access denied')
  })

  /** The greeting of protocol 10: version, thread, challenge, capabilities, character set, status. */
  function mysqlGreeting(plugin: string): Buffer {
    const fixed = [Buffer.from([0, 0xff, 0xff, 45, 2, 0, 0xff, 0xff, 21]), Buffer.alloc(10)]
    return packet(
      0,
      '\x0a8.4.0\0',
      Buffer.alloc(4),
      challenge.subarray(0, 8),
      ...fixed,
      challenge.subarray(8),
      '\0',
      plugin,
      '\0',
    )
  }

  test('one that lets nobody in without TLS is there, whatever the login', async () => {
    const fields = 'C28000\0Mno pg_hba.conf entry for host "127.0.0.1", user "me", database "app", no encryption\0\0'
    const refusal = Buffer.concat([Buffer.from('E'), Buffer.from([0, 0, 0, fields.length + 4]), Buffer.from(fields)])
    await expectTaken(`postgres://me:any@${await serve(undefined, () => () => refusal)}/app`)
    const insecure = packet(
      2,
      Buffer.from([0xff, 0x57, 0x0c]),
      '#HY000Connections using insecure transport are prohibited',
    )
    const mysql = await serve(mysqlGreeting('caching_sha2_password'), () => () => insecure)
    await expectTaken(`mysql://me:any@${mysql}/app`)
    const silent = await serve(undefined, () => () => Buffer.alloc(0))
    for (const url of ['postgres://me:any@AT/app?sslmode=require', 'mongodb://me:any@AT/app?tls=true'])
      await expectTaken(url.replace('AT', silent))
  })

  test.each(['SCRAM-SHA-256', 'SCRAM-SHA-1'] as const)('MongoDB does: %s', async (mechanism) => {
    const at = await serve(undefined, () => serveScram(mechanism, 'me', 'right'))
    await expectTaken(`mongodb://me:right@${at}/app?authSource=admin`)
    await expectRefused(`mongodb://me:mistaken@${at}/app?authSource=admin`, 'Authentication failed.')
  })
})

test.each(['postgres', 'mysql', 'redis', 'mongodb'])(
  'an unknown host name in a URL of %s fails at once',
  async (scheme) => {
    for (const login of ['', 'me:secret@']) {
      const error = await errorOf(start(external(`${scheme}://${login}no-such-name.invalid/app`)))
      expect(error.message).toMatch(/ENOTFOUND|EAI_AGAIN/)
      expect(error.message).not.toContain('secret')
    }
  },
)
