import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { command, start } from '../../src/index'
import { leasePort } from '@portside/ports'
import { createFolder } from '../../../../test/support/create-folder'
import { errorOf } from '../support/error-of'

const listenOn = (port: string, host: string) => [
  'node',
  '-e',
  `require('node:http').createServer((q, r) => r.end()).listen(${port}, ${JSON.stringify(host)})`,
]

describe('a service that listens elsewhere', () => {
  test('has the wrong host when its socket is on another address of loopback', async () => {
    const error = await errorOf(start(command(listenOn('process.env.PORT', '127.0.0.2'), { startTimeoutMs: 2000 })))
    expect(error).toMatchObject({ code: 'E_WRONG_HOST' })
    expect(error.summary).toMatch(/^listened on 127\.0\.0\.2:\d+ and not on 127\.0\.0\.1 within/)
  })

  test('has the wrong host when its socket on :: takes IPv6 only', async () => {
    const script = `require('node:net').createServer().listen({ port: process.env.PORT, host: '::', ipv6Only: true })`
    const error = await errorOf(start(command(['node', '-e', script], { startTimeoutMs: 2000, expose: 'allow' })))
    expect(error).toMatchObject({ code: 'E_WRONG_HOST' })
    expect(error.summary).toMatch(/^listened on \[::\]:\d+ and not on 127\.0\.0\.1 within/)
    expect(error.evidence[0]).toMatch(/^`localhost` means .* on this machine\.$/)
  })

  test('has no wrong port when only a debugger can connect, which it waits for', async () => {
    const argv = ['node', '--inspect-brk=0', '-e', 'process.exit(1)']
    const error = await errorOf(start(command(argv, { startTimeoutMs: 2000 })))
    expect(error.code).toBe('E_NOT_LISTENING')
    expect(error.evidence[0]).toMatch(/^It lets a debugger connect to port \d+, and may wait until one does/)
  })

  test('has the wrong port, with every one that it listens on', async () => {
    const script = `for (const _ of [1, 2]) require('node:net').createServer().listen(0, '127.0.0.1')`
    const error = await errorOf(start(command(['node', '-e', script], { startTimeoutMs: 2000 })))
    expect(error).toMatchObject({ code: 'E_WRONG_PORT' })
    expect(error.summary).toMatch(/^listened on port \d+ and \d+, and not on \d+, which it was given,/)
  })

  test('has the wrong port because of a file of variables that replaces what it was given', async () => {
    const lease = await leasePort()
    const script = `
      import { readFileSync } from 'node:fs'
      import { createServer } from 'node:http'
      import { parseEnv } from 'node:util'
      Object.assign(process.env, parseEnv(readFileSync('.env', 'utf8')))
      createServer().listen(process.env.PORT, '127.0.0.1')`
    await using folder = await createFolder({ '.env': `PORT=${lease.port}\n`, 'app.mjs': script })
    await lease.release()
    const error = await errorOf(start(command('node app.mjs', { cwd: folder.path, startTimeoutMs: 2000 })))
    expect(error.evidence[0]).toBe(`\`.env\` in its folder has PORT=${lease.port}.`)
    expect(error.hints[0]).toContain(
      'overrides variables that are set (`override: true` of dotenv), turn that off in tests',
    )
  })

  test('has the wrong port, too, when it finds one taken that it was not given, and picks the next', async () => {
    const other = createServer()
    await once(other.listen(0, '127.0.0.1'), 'listening')
    const { port } = other.address() as AddressInfo
    const script = `
      const server = require('node:net').createServer().listen(${port}, '127.0.0.1')
      server.once('error', () => {
        console.log('Port ${port} is in use, trying another one...')
        server.listen(0, '127.0.0.1')
      })`
    const error = await errorOf(start(command(['node', '-e', script], { startTimeoutMs: 2000 })))
    expect(error).toMatchObject({ code: 'E_WRONG_PORT' })
    await new Promise((resolve) => other.close(resolve))
  })
})

test('another server that answers wrongly at a fixed port, before the service has listened, is an impostor', async () => {
  const [free, otherOwner] = [createServer(), createServer((_, response) => response.writeHead(404).end())]
  await once(free.listen(0, '127.0.0.1'), 'listening')
  const { port } = free.address() as AddressInfo
  await new Promise((resolve) => free.close(resolve))
  const env = () => (otherOwner.listen(port, '127.0.0.1'), {})
  const idle = ['node', '-e', 'setInterval(() => {}, 1000)']
  const error = await errorOf(start(command(idle, { port, env, ready: '/', startTimeoutMs: 2000 })))
  expect(error.code).toBe('E_IMPOSTOR')
  expect(error.message).toContain(`process ${process.pid}`)
  await new Promise((resolve) => otherOwner.close(resolve))
})

test('another server that answers on 127.0.0.1, beside a service on :: that takes IPv6 only, is an impostor', async () => {
  const [free, otherOwner] = [createServer(), createServer((_, response) => response.end('well'))]
  await once(free.listen(0, '127.0.0.1'), 'listening')
  const { port } = free.address() as AddressInfo
  await new Promise((resolve) => free.close(resolve))
  const env = () => (otherOwner.listen(port, '127.0.0.1'), {})
  const script = `require('node:http').createServer((q, r) => r.end()).listen({ port: process.env.PORT, host: '::', ipv6Only: true })`
  const definition = command(['node', '-e', script], { port, env, ready: '/', expose: 'allow', startTimeoutMs: 5000 })
  const error = await errorOf(start(definition))
  expect(error.code).toBe('E_IMPOSTOR')
  expect(error.message).toContain(`process ${process.pid}`)
  await new Promise((resolve) => otherOwner.close(resolve))
})
