import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { probe, toProbe } from '@portside/probe'
import { describe, expect, test } from 'vitest'
import { command, defineService, start } from '../src/index'
import { errorOf } from './support/error-of'
import { expectGone } from './support/expect-gone'
import { serverPath } from './support/server-path'

const echo = ['node', serverPath('echo.mjs')]

describe('start', () => {
  test('gives a handle with the address of a server that answers', async () => {
    const api = await start(command(echo, { ready: '/health' }))
    const response = await api.fetch('/users')
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({
      path: '/users',
      pid: api.pid,
      environment: { PORT: String(api.port) },
    })
    expect(api.url).toBe(`http://127.0.0.1:${api.port}`)
    await api.stop()
    await expectGone(api)
  })

  test('stops at disposal, and only once', async () => {
    const api = await start(command(echo))
    await Promise.all([api[Symbol.asyncDispose](), api.stop(), api.stop()])
    await expectGone(api)
  })

  test('starts what is needed first and stops it last', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'portside-test-'))
    const log = join(directory, 'log')
    const service = (name: string, needs = {}) =>
      command(['node', serverPath('log-lifecycle.mjs')], { needs, env: { NAME: name, LOG: log } })
    const db = service('db')
    const web = await start(service('web', { api: service('api', { db }), db }))
    await web.stop()
    const order = readFileSync(log, 'utf8').trim().split('\n')
    rmSync(directory, { recursive: true })
    expect(order).toEqual(['db:start', 'api:start', 'web:start', 'web:stop', 'api:stop', 'db:stop'])
    await expectGone(web)
  })

  test('starts needs that do not need each other at the same time', async () => {
    const events: string[] = []
    // Each waits until both have begun, which happens only if they start together.
    let begun = 0
    let release = () => {}
    const both = new Promise<void>((resolve) => (release = resolve))
    const half = (name: string) =>
      defineService({
        start: async () => {
          if ((begun += 1) === 2) release()
          await both
          events.push(name)
          return { name }
        },
      })
    const whole = await start(
      defineService({
        needs: { a: half('a'), b: half('b') },
        start: ({ needs }) => ({ names: [needs.a.name, needs.b.name] }),
      }),
    )
    expect(whole.names).toEqual(['a', 'b'])
    expect(events.sort()).toEqual(['a', 'b'])
    await whole.stop()
  })

  test('starts a service that two others need once', async () => {
    let starts = 0
    const shared = defineService({ start: () => ({ number: (starts += 1) }) })
    const left = defineService({ needs: { shared }, start: ({ needs }) => ({ number: needs.shared.number }) })
    const right = defineService({ needs: { shared }, start: ({ needs }) => ({ number: needs.shared.number }) })
    const top = await start(
      defineService({
        needs: { left, right },
        start: ({ needs }) => ({ sum: needs.left.number + needs.right.number }),
      }),
    )
    expect(top.sum).toBe(2)
    await top.stop()
  })

  test('names the code, the last output and how to see it by hand when the process ends too early', async () => {
    const env = { DATABASE_URL: 'postgres://db/secret' }
    const line = ['node', '-e', 'console.error("no database"); process.exit(3)']
    const error = await errorOf(start(command(line, { cwd: 'packages', env })))
    expect(error).toMatchObject({
      code: 'E_EXITED_EARLY',
      summary: 'ended with code 3 before it was ready',
      output: 'no database\n',
    })
    expect(error.byHand).toMatch(
      /^cd packages && PORT=\d+ HOST=127\.0\.0\.1 NODE_ENV=test DATABASE_URL=… node -e 'console\.error\("no database"\); process\.exit\(3\)'$/,
    )
    expect(error.message.split('\n').slice(-3)).toEqual([
      `  $ ${error.byHand}`,
      '',
      '  More: npx portside explain E_EXITED_EARLY',
    ])
    // It works as it stands, but for the values that are left out.
    const { status, stderr } = spawnSync('sh', ['-c', error.byHand ?? ''], { encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 3, stderr: 'no database\n' })
  })

  test('shows by hand that a file of variables is read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portside-test-'))
    mkdirSync(join(folder, 'api'))
    writeFileSync(join(folder, 'my.env'), `FROM_FILE='a b'\n`)
    writeFileSync(join(folder, 'api/.env'), `FROM_FILE=near\n`)
    const line = ['node', '-e', 'console.error(process.env.FROM_FILE); process.exit(3)']
    for (const [envFile, value] of [
      ['my.env', 'a b'],
      ['api/.env', 'near'],
    ] as const) {
      const { byHand = '' } = await errorOf(start(command(line, { cwd: 'api', envFile }), { directory: folder }))
      expect(byHand).toContain('(set -a; . ')
      const { status, stderr } = spawnSync('sh', ['-c', byHand], { encoding: 'utf8' })
      expect({ status, stderr }).toEqual({ status: 3, stderr: `${value}\n` })
    }
    rmSync(folder, { recursive: true })
  })

  test('names the owner when somebody else has the port', async () => {
    const otherOwner = createServer()
    const port = await new Promise<number>((resolve) => {
      otherOwner.listen({ port: 0, host: '127.0.0.1' }, () => resolve((otherOwner.address() as { port: number }).port))
    })
    const error = await errorOf(start(command(echo, { port })))
    expect(error).toMatchObject({ code: 'E_PORT_IN_USE', port, owner: { pid: process.pid } })
    expect(error.message).toContain(String(process.pid))
    await new Promise((resolve) => otherOwner.close(resolve))
  })

  test('names the owner when the service finds a port taken that it was not given', async () => {
    const otherOwner = await start(command(echo))
    const listen = `require('node:http').createServer().listen(${otherOwner.port}, '127.0.0.1')`
    const error = await errorOf(start(command(['node', '-e', listen])))
    expect(error.code).toBe('E_PORT_IN_USE')
    expect(error.message).toContain(String(otherOwner.pid))
    await otherOwner.stop()
    await expectGone(otherOwner)
  })

  test('says that a process lives and does not listen', async () => {
    const error = await errorOf(start(command(['node', '-e', 'setInterval(() => {}, 1000)'], { startTimeoutMs: 300 })))
    expect(error.code).toBe('E_NOT_LISTENING')
    expect(error.hints.join('\n')).toContain('PORT')
  })

  test('names the last answer when a service is not ready in time', async () => {
    const answer = `require('node:http').createServer((q, r) => r.writeHead(503).end('warming up')).listen(process.env.PORT, '127.0.0.1')`
    const error = await errorOf(start(command(['node', '-e', answer], { ready: '/health', startTimeoutMs: 2000 })))
    expect(error.code).toBe('E_NOT_READY')
    expect(error.evidence.join('\n')).toContain('503')
  })

  test('names the need that did not start, and shows what failed once, with the places of both', async () => {
    const broken = command(['node', '-e', 'console.log("no" + " disk"); process.exit(1)'])
    const between = command(echo, { needs: { broken } })
    const error = await errorOf(start(command(echo, { needs: { between } })))
    expect(error.code).toBe('E_DEPENDENCY')
    expect(error.cause).toBeUndefined()
    expect(error.summary).toBe('not started, because service.between.broken failed')
    expect(error.failures).toMatchObject([{ code: 'E_EXITED_EARLY', service: 'service.between.broken' }])
    expect(error.message.match(/no disk/g)).toHaveLength(1)
    const places = (error.stack ?? '')
      .split('\n')
      .flatMap((line) => /\(?(\S*start\.test\.ts:\d+)/.exec(line)?.[1] ?? [])
    const here = (line: number) => `${import.meta.filename}:${line}`
    const first =
      readFileSync(import.meta.filename, 'utf8')
        .split('\n')
        .findIndex((line) => line.includes('const broken = command')) + 1
    expect(places).toEqual([here(first), here(first + 2), here(first + 2)])
  })

  test('names a command that is not there', async () => {
    const error = await errorOf(start(command('no-such-program-anywhere')))
    expect(error.code).toBe('E_SPAWN_FAILED')
  })

  test('a command that could not be started is shown without its secrets', async () => {
    const words = ['no-such-program-anywhere', '--db', 'postgres://app:hidden1@127.0.0.1/db', '--key=hidden2']
    const error = await errorOf(start(command(words, { redact: ['hidden2'] })))
    expect(error.message).toContain('--db postgres://app:****@127.0.0.1/db --key=****')
    expect(error.message).not.toContain('hidden')
  })

  test('gives up when its signal aborts, and stops what was started', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'portside-test-'))
    const log = join(directory, 'log')
    const abort = new AbortController()
    const abortNow = () => (abort.abort(new Error('no longer wanted')), false)
    const ready = probe.all(
      probe.tcp(),
      toProbe(() => existsSync(log) && abortNow()),
    )
    const service = command(['node', serverPath('log-lifecycle.mjs')], { env: { NAME: 'api', LOG: log }, ready })
    await expect(start(service, { signal: abort.signal })).rejects.toThrow('no longer wanted')
    const order = readFileSync(log, 'utf8').trim().split('\n')
    rmSync(directory, { recursive: true })
    expect(order).toEqual(['api:start', 'api:stop'])
  })

  test('starts fifty servers at once, each on a port of its own', async () => {
    const servers = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`server${index}`, command(echo)]))
    const all = await start(
      defineService({
        needs: servers,
        start: ({ needs }) => ({ servers: Object.values(needs).map(({ pid, port }) => ({ pid, port })) }),
      }),
    )
    expect(new Set(all.servers.map(({ port }) => port)).size).toBe(50)
    await all.stop()
    await Promise.all(all.servers.map(expectGone))
  })
})
