import { describe, expect, test, vi } from 'vitest'
import type { PortsideError } from '@portside/errors'
import { command, start } from '../../../src/index'
import { errorOf } from '../../support/error-of'
import { serverPath } from '../../support/server-path'
import { warningsOf } from '../../support/warnings-of'

// A machine that is busy takes its time to start a program.
vi.setConfig({ testTimeout: 40_000 })

const served = (listen: string) => [
  'node',
  '-e',
  `require('node:http').createServer((q, r) => r.end('ok')).listen(${listen})`,
]
const hints = ({ hints: lines }: PortsideError) => lines.join('\n')
let debuggerPort: string | undefined
const onLinux = describe.skipIf(process.platform !== 'linux')

onLinux('a service that listens elsewhere, which only the tables of Linux show', () => {
  test.concurrent('is named after a second, and fails after five seconds of quiet when its probe is ready there', async () => {
    let error: PortsideError | undefined
    const lines = await warningsOf('PORTSIDE_WRONG_PORT', async () => {
      error = await errorOf(start(command(served(`0, '127.0.0.1'`), { ready: '/' })))
    })
    expect(error).toMatchObject({ code: 'E_WRONG_PORT' })
    const [port] = /\d+/.exec(error?.summary ?? '') ?? []
    expect(lines.filter((line) => line.includes(`:${port},`))).toEqual([
      expect.stringMatching(
        /^\S+: it listens on 127\.0\.0\.1:\d+, not on 127\.0\.0\.1:(\d+), which it was given \(PORT=\1 HOST=127\.0\.0\.1\)\. Have it read PORT/,
      ),
    ])
    expect(hints(error as PortsideError)).toMatch(
      new RegExp(`read PORT.*\\{port\\}.*remap: \\{ ${port}: 'lease' \\}.*port: 'discover'.*port: ${port}`, 's'),
    )
  })

  test.concurrent('is not offered to be moved when it is no Node program', async () => {
    const error = await errorOf(
      start(command(['python3', '-m', 'http.server', '-b', '127.0.0.1', '0'], { ready: '/' })),
    )
    expect(error).toMatchObject({ code: 'E_WRONG_PORT' })
    expect(hints(error)).not.toContain('remap')
  })

  test.concurrent('has the wrong host on ::1, and is offered to be asked there', async () => {
    const error = await errorOf(start(command(served(`process.env.PORT, '::1'`), { ready: '/' })))
    expect(error).toMatchObject({ code: 'E_WRONG_HOST' })
    expect(hints(error)).toContain("`host: '::1'`")
  })

  test.concurrent('fails after ten seconds of quiet without a probe', async () => {
    const startedAtMs = performance.now()
    const error = await errorOf(start(command(served(`0, '127.0.0.1'`))))
    expect(error).toMatchObject({ code: 'E_WRONG_PORT' })
    expect(performance.now() - startedAtMs).toBeGreaterThan(10_000)
  })

  test.concurrent("is waited for with `wrongPort: 'wait'`", async () => {
    const definition = command(['node', serverPath('health-first.mjs'), '7000'], { ready: '/', wrongPort: 'wait' })
    await using api = await start(definition)
    expect(await (await api.fetch('/')).text()).toBe('ok')
  })

  test.concurrent('is waited for while its probe is not ready there', async () => {
    const script = `const { createServer } = require('node:http')
      createServer((q, r) => r.writeHead(404).end()).listen(0, '127.0.0.1')
      setTimeout(() => createServer((q, r) => r.end('ok')).listen(process.env.PORT, process.env.HOST), 7000)`
    await using api = await start(command(['node', '-e', script], { ready: '/' }))
    expect(await (await api.fetch('/')).text()).toBe('ok')
  })

  test.concurrent('is not named when only a debugger may connect there', async () => {
    const argv = ['node', '--inspect=127.0.0.1:0', '-e', 'setInterval(() => {}, 1e6)']
    const lines = await warningsOf('PORTSIDE_WRONG_PORT', async () => {
      const { code, evidence } = await errorOf(start(command(argv, { startTimeoutMs: 3000 })))
      expect(code).toBe('E_NOT_LISTENING')
      debuggerPort = /connect to port (\d+)/.exec(evidence.join())?.[1]
    })
    expect(debuggerPort).toBeDefined()
    expect(lines.filter((line) => line.includes(`:${debuggerPort},`))).toEqual([])
  })
})
