import { execFile, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type CommandOptions, command, start } from '../../../src/index'
import { builtPackage } from '../../support/built-package'
import { errorOf } from '../../support/error-of'
import { expectGone } from '../../support/expect-gone'
import { findProgram } from '../../support/find-program'

const python = findProgram('python3')
const php = findProgram('php')
const flask = ['python3', '/usr/bin/python3'].find((name) => spawnSync(name, ['-c', 'import flask']).status === 0)
const vite = fileURLToPath(new URL('../../../../../examples/vitest-vite/node_modules/.bin/vite', import.meta.url))

// A busy machine takes its time to start a program.
vi.setConfig({ testTimeout: 30_000 })

let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'portside-test-'))
  writeFileSync(join(directory, 'index.html'), '<p>hello</p>')
  writeFileSync(
    join(directory, 'app.py'),
    'from flask import Flask\napp = Flask(__name__)\napp.get("/")(lambda: "hello")\n',
  )
  const scripts = { dev: 'node server.cjs' }
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ private: true, scripts }))
  writeFileSync(join(directory, 'server.cjs'), `require('node:http').createServer((q, r) => r.end('hello')).listen(0)`)
})
afterAll(() => rmSync(directory, { recursive: true }))

/** Starts it, and proves that the handle has the address that it answers at. */
async function startAndAsk(argv: readonly string[], options: Omit<CommandOptions, 'port' | 'ports'> = {}) {
  const definition = command(argv, { cwd: directory, expose: 'allow', ...options, port: 'discover' })
  const api = await start(definition)
  expect(await (await api.fetch('/')).text()).toContain('hello')
  expect(api.url).toBe(`http://${api.host.includes(':') ? `[${api.host}]` : api.host}:${api.port}`)
  await api.stop()
  await expectGone(api)
}

describe("port: 'discover' learns the port of", () => {
  test.each([true, false])('Node, with the listen hook or without: %s', async (listenHook) => {
    await startAndAsk(['node', 'server.cjs'], { listenHook })
  })

  test.each([true, false])('Node below npm, with the listen hook or without: %s', async (listenHook) => {
    await startAndAsk(['npm', 'run', 'dev'], { listenHook, ready: '/' })
  })

  test.each([true, false])(
    'what listens on :: and takes IPv6 only, with the listen hook or without: %s',
    async (listenHook) => {
      const script = `require('node:http').createServer((q, r) => r.end('hello')).listen({ port: 0, host: '::', ipv6Only: true })`
      await startAndAsk(['node', '-e', script], { listenHook, startTimeoutMs: 10_000 })
    },
  )

  test('Node whose debugger listens long before it does itself', async () => {
    const late = `setTimeout(() => require('node:http').createServer((q, r) => r.end('hello')).listen(0, '127.0.0.1'), 500)`
    await startAndAsk(['node', '--inspect=0', '-e', late])
  })

  test('Vite', async () => startAndAsk([vite, '--port', '0'], { ready: '/' }))

  test.skipIf(python === undefined)('Python', async () => {
    await startAndAsk([python ?? '', '-m', 'http.server', '0', '--bind', '{host}'])
  })

  test.skipIf(flask === undefined)('Flask', async () => {
    await startAndAsk([flask ?? '', '-m', 'flask', 'run', '--port', '0'], { ready: '/' })
  })

  test.skipIf(php === undefined)('PHP', async () => startAndAsk([php ?? '', '-S', '{host}:0'], { ready: '/' }))

  test('a server on ::1, whose URL then says so', async () => {
    const code = `require('node:http').createServer((q, r) => r.end('hello')).listen(0, '::1')`
    await startAndAsk(['node', '-e', code])
  })

  test('the one of several sockets on which it is ready', async () => {
    const code = `const { createServer } = require('node:http')
      createServer((q, r) => { r.statusCode = 404; r.end() }).listen(0, '127.0.0.1', () => {
        createServer((q, r) => r.end('hello')).listen(0, '127.0.0.1')
      })`
    await startAndAsk(['node', '-e', code], { ready: '/' })
  })

  test('what answers through somebody else and prints its address', async () => {
    const otherOwner = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1')
    await once(otherOwner, 'listening')
    const { port } = otherOwner.address() as AddressInfo
    const code = `console.log('ready on http://localhost:${port}/'); setInterval(() => {}, 60_000)`
    const definition = command(['node', '-e', code], { port: 'discover', owner: 'any', ready: '/' })
    const api = await start(definition)
    expect(api.port).toBe(port)
    await api.stop()
    await new Promise((resolve) => otherOwner.close(resolve))
  })
})

describe("port: 'discover'", () => {
  test.each([true, false])(
    'tries a hundred sockets without a warning, with the listen hook or without: %s',
    async (listenHook) => {
      const program = join(import.meta.dirname, '../../programs/discover-many.mjs')
      const argv = [program, await builtPackage(), JSON.stringify({ count: 100, listenHook })]
      const { stdout, stderr } = await promisify(execFile)(process.execPath, argv)
      // On a busy machine it takes long.
      const warnings = stderr.split('\n').filter((line) => line !== '' && !line.includes('is not ready after'))
      expect({ stdout, warnings }).toEqual({ stdout: 'ready\n', warnings: [] })
    },
  )

  test('takes no other server for the service, whatever that prints', async () => {
    const otherOwner = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1')
    await once(otherOwner, 'listening')
    const { port } = otherOwner.address() as AddressInfo
    const code = `console.log('connected to http://127.0.0.1:${port}/'); setInterval(() => {}, 60_000)`
    const error = await errorOf(start(command(['node', '-e', code], { port: 'discover', startTimeoutMs: 2000 })))
    expect(error).toMatchObject({ code: 'E_NOT_LISTENING', evidence: [expect.stringContaining('of its own choice')] })
    await new Promise((resolve) => otherOwner.close(resolve))
  })

  test('says what its socket answered', async () => {
    const code = `require('node:http').createServer((q, r) => { r.statusCode = 503; r.end() }).listen(0, '127.0.0.1')`
    const options = { port: 'discover', ready: '/', startTimeoutMs: 2000 } as const
    const error = await errorOf(start(command(['node', '-e', code], options)))
    expect(error.code).toBe('E_NOT_READY')
    expect(error.evidence.join('\n')).toMatch(/it listens on 127\.0\.0\.1[^]*503/)
  })

  test('finds the port again after a restart', async () => {
    const api = await start(command(['node', 'server.cjs'], { cwd: directory, port: 'discover', expose: 'allow' }))
    const first = api.pid
    await api.restart()
    expect(api.pid).not.toBe(first)
    expect(await (await api.fetch('/')).text()).toBe('hello')
    await api.stop()
    await expectGone(api)
  })

  test('gives the child PORT 0 and HOST, and {port} no meaning', async () => {
    const code = `console.log('PORT', process.env.PORT, process.env.HOST)
      require('node:net').createServer().listen(process.env.PORT, process.env.HOST)`
    const api = await start(command(['node', '-e', code], { port: 'discover' }))
    expect(await api.output()).toContain('PORT 0 127.0.0.1')
    expect(api.port).toBeGreaterThan(0)
    await api.stop()
    expect(() => command('node {port}', { port: 'discover' })).toThrow('without {port}, which is no port of it')
    expect(() => command('node server.js', { port: 'discover', restartOnCrash: true })).toThrow('restartOnCrash')
  })
})

describe("port: 'discover' among several ports", () => {
  const listens = (name: string, host = '127.0.0.1') =>
    `require('node:http').createServer((q, r) => r.end('${name}')).listen(0, '${host}', function () { console.log('${name}', this.address().port) })`

  test('takes the first that serves HTTP, and has the others on the handle', async () => {
    const script = `const side = require('node:net').createServer((s) => s.end('no HTTP here\\n')).listen(0, '127.0.0.1', () => {
      console.log('side', side.address().port)
      ${listens('hello')}
    })`
    await using api = await start(command(['node', '-e', script], { port: 'discover' }))
    const [, side] = await api.waitForOutput(/side (\d+)/)
    expect(await (await api.fetch('/')).text()).toBe('hello')
    expect(api.otherPorts).toEqual([Number(side)])
  })

  test('takes the one that answers `ready`', async () => {
    const script = `require('node:http').createServer((q, r) => r.writeHead(404).end()).listen(0, '127.0.0.1', () => ${listens('hello')})`
    await using api = await start(command(['node', '-e', script], { port: 'discover', ready: '/' }))
    expect(await (await api.fetch('/')).text()).toBe('hello')
    expect(api.otherPorts).toHaveLength(1)
  })

  test('takes the only one of a service that speaks no HTTP', async () => {
    const script = `require('node:net').createServer((s) => s.end('220 hello\\r\\n')).listen(0, '127.0.0.1')`
    await using api = await start(command(['node', '-e', script], { port: 'discover' }))
    expect(api.port).toBeGreaterThan(0)
    expect(api.otherPorts).toEqual([])
  })

  test("never takes a debugger's", async () => {
    const argv = ['node', '--inspect=127.0.0.1:0', '-e', `setTimeout(() => ${listens('hello')}, 500)`]
    await using api = await start(command(argv, { port: 'discover', listenHook: false }))
    expect(await (await api.fetch('/')).text()).toBe('hello')
    expect(api.otherPorts).toEqual([])
  })
})
