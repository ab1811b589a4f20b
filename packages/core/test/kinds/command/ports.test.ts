import { createServer } from 'node:net'
import { probe } from '@portside/probe'
import { describe, expect, test } from 'vitest'
import { command, start } from '../../../src/index'
import { errorOf } from '../../support/error-of'
import { answers, expectGone } from '../../support/expect-gone'
import { serverPath } from '../../support/server-path'

const listenOn = (port: string) => [
  'node',
  '-e',
  `require('node:http').createServer((q, r) => r.end()).listen(${port}, '127.0.0.1')`,
]

describe('the port of a command', () => {
  test('is let go for a server that does not share it, which is remembered', async () => {
    const definition = command(['python3', serverPath('no-reuse.py')])
    const first = await start(definition)
    expect((await first.fetch('/')).status).toBe(200)
    await first.stop()
    const second = await start(definition)
    expect((await second.fetch('/')).status).toBe(200)
    expect(second.port).not.toBe(first.port)
    await second.stop()
    await expectGone(second)
  })

  test.each([
    ['', listenOn('process.env.PORT')],
    [', and the service keeps that to itself', ['node', serverPath('listens.mjs')]],
  ])('is replaced when somebody took it all the same%s', async (_, commandLine) => {
    // The first try fails on another program that took the port in between, the second one does not.
    let otherOwner: ReturnType<typeof createServer> | undefined
    const taken: number[] = []
    const env = (_: unknown, { port }: { port: number }) => {
      taken.push(port)
      if (taken.length === 1) otherOwner = createServer().listen({ port, host: '127.0.0.1' })
      return {}
    }
    const api = await start(command(commandLine, { env }))
    expect(taken).toHaveLength(2)
    expect(api.port).toBe(taken[1])
    await api.stop()
    await new Promise((resolve) => otherOwner?.close(resolve))
    await expectGone(api)
  })

  test('is waited for while a process of the service still has it', async () => {
    const code = `const { createServer } = require('node:http')
      const old = createServer().listen(process.env.PORT, '127.0.0.1', () => {
        const next = createServer((q, r) => r.end('new')).on('error', () => old.close(() => next.listen(process.env.PORT, '127.0.0.1')))
        next.listen(process.env.PORT, '127.0.0.1')
      })`
    const ready = probe.http('/', { body: 'new' })
    const api = await start(command(['node', '-e', code], { ready }))
    expect(await (await api.fetch('/')).text()).toBe('new')
    await api.stop()
    await expectGone(api)
  })

  test('is named when the service listens on another one', async () => {
    const error = await errorOf(start(command(listenOn('0'), { startTimeoutMs: 2000 })))
    expect(error.code).toBe('E_WRONG_PORT')
    expect(error.hints.join('\n')).toContain('{port}')
  })

  test('is named when the service listens on another address', async () => {
    const listen = `require('node:http').createServer((q, r) => r.end()).listen(process.env.PORT, '::1')`
    const error = await errorOf(start(command(['node', '-e', listen], { startTimeoutMs: 2000 })))
    expect(error.code).toBe('E_WRONG_HOST')
    expect(error.summary).toContain('[::1]')
  })

  test('is handed over as a listening socket', async () => {
    const api = await start(command(['node', serverPath('inherits.mjs')], { port: 'inherit' }))
    expect(await (await api.fetch('/')).json()).toEqual({ isOwnPid: true, fds: '1', names: 'service' })
    await api.stop()
    await expectGone(api)
  })

  test('is handed over to what speaks no HTTP, which reports that it listens', async () => {
    const code = "require('node:net').createServer((socket) => socket.end('hi')).listen({ fd: 3 })"
    const api = await start(command(['node', '-e', code], { port: 'inherit', startTimeoutMs: 10_000 }))
    expect(await answers(api.port)).toBe(true)
    await api.stop()
    await expectGone(api)
  })

  test('takes requests before the service is up when it is handed over, and refuses them once that is dead', async () => {
    let early: Promise<number> | undefined
    const ready = ({ url = '' }) => {
      early ??= fetch(url).then((response) => response.status)
      return early.then((status) => status === 200)
    }
    const api = await start(
      command(['node', serverPath('inherits.mjs')], { port: 'inherit', env: { DELAY_MS: 300 }, ready }),
    )
    expect(await early).toBe(200)
    process.kill(Number(api.pid), 'SIGKILL')
    await expect.poll(() => answers(api.port)).toBe(false)
    await api.stop()
    await expectGone(api)
  })
})
