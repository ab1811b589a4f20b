import { execFile, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import { promisify } from 'node:util'
import { command, start } from '@portside/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { builtProgram } from '../../../test/support/built-program'
import { selfSigned } from '../../../test/support/self-signed'
import { openClient } from '../src/client/client'
import { parseAddress } from '../src/redis-address'
import { hasProgram, hasRedis, reason } from './support/server-programs'

const isPossible = hasRedis && hasProgram('openssl')
const why = isPossible || !hasRedis ? reason : 'skipped: openssl is not installed'
const password = 'not a secret'

/** Makes a key and a certificate of its own for 127.0.0.1. */
function certificate() {
  const folder = mkdtempSync(join(tmpdir(), 'redis-tls-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const key = join(folder, 'key.pem')
  const cert = join(folder, 'cert.pem')
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
  const words = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-keyout',
    key,
    '-out',
    cert,
    ...subject,
  ]
  const { status, stderr } = spawnSync('openssl', words, { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  return { folder, key, cert }
}

test('a server with TLS is asked for by its name, which decides its certificate, and by no address', async () => {
  const names: string[] = []
  const SNICallback = (name: string, done: (error: Error | null) => void): void => {
    names.push(name)
    done(null)
  }
  const server = createServer({ ...selfSigned(), SNICallback }).on('tlsClientError', () => undefined)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  for (const host of ['localhost', '127.0.0.1'])
    await expect(openClient(parseAddress(`rediss://:word@${host}:${port}`))).rejects.toThrow('self-signed certificate')
  expect(names).toEqual(['localhost'])
  server.close()
  await once(server, 'close')
})

describe.skipIf(!isPossible)(`a server with TLS, ${why}`, () => {
  test('an address of `existing` with `rediss:` serves the server, a database and its reset', async () => {
    const { folder, key, cert } = certificate()
    const tls = ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', cert, '--tls-auth-clients', 'no']
    const program = hasProgram('redis-server') ? 'redis-server' : 'valkey-server'
    const words = [program, '--port', '0', '--tls-port', '{port}', '--bind', '{host}', '--dir', folder, '--save', '']
    const server = await start(
      command([...words, '--requirepass', password, ...tls], { ready: /Ready to accept connections/ }),
    )
    try {
      const client = await builtProgram(join(import.meta.dirname, 'programs/ask-securely.ts'))
      const url = `rediss://:${encodeURIComponent(password)}@127.0.0.1:${server.port}`
      const ask = async (env: NodeJS.ProcessEnv) =>
        promisify(execFile)(process.execPath, [client, url], { env: { ...process.env, ...env }, timeout: 60_000 })
      expect((await ask({ NODE_EXTRA_CA_CERTS: cert })).stdout).toBe('of the server, seeded\n')
      await expect(ask({ NODE_EXTRA_CA_CERTS: '' })).rejects.toThrow('self-signed certificate')
    } finally {
      await server.stop()
    }
  })
})
