import { describe, expect, test } from 'vitest'
import { command, defineService, start } from '../../../src/index'
import { errorOf } from '../../support/error-of'
import { expectGone } from '../../support/expect-gone'
import { findProgram } from '../../support/find-program'
import { nextWarning, warningsOf } from '../../support/warnings-of'

const python = findProgram('python3')
const node = (host: string) => ['node', '-e', `require('node:http').createServer().listen(process.env.PORT${host})`]
const everywhere = node('')
const onLoopback = node(", '127.0.0.1'")

describe('a service that listens on every interface', () => {
  test('is warned about in one line with the other ones of the run, by its end at the latest', async () => {
    const needs = { api: command(everywhere), web: command(everywhere), db: command(onLoopback) }
    const all = defineService({ needs, start: () => ({}) })
    const warnings = await warningsOf('PORTSIDE_EXPOSED', async () => {
      const started = await start(all)
      await started.stop()
    })
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatch(
      /service\.(api|web) \(port \d+ of ::\), service\.(web|api) \(port \d+ of ::\) listen where/,
    )
    expect(warnings[0]).not.toContain('db')
  })

  test('is warned about soon, and once a run', async () => {
    const api = await start(command(everywhere))
    expect((await nextWarning()).message).toContain('service (port')
    expect(await warningsOf('PORTSIDE_EXPOSED', async () => api.restart().then(api.stop))).toEqual([])
  })

  test('is none when it only tried its port on every interface for a moment, as Vite does', async () => {
    const script = `const { createServer } = require('node:http')
      const tried = createServer().listen(process.env.PORT, () => tried.close(() =>
        createServer((q, r) => r.end('ok')).listen(process.env.PORT, process.env.HOST, () => console.log('serves'))))`
    const options = { ready: /serves/ }
    const warnings = await warningsOf('PORTSIDE_EXPOSED', async () =>
      (await start(command(['node', '-e', script], options))).stop(),
    )
    expect(warnings).toEqual([])
    await (await start(command(['node', '-e', script], { ...options, expose: 'error' }))).stop()
  })

  test.skipIf(python === undefined)('is noticed whatever its language', async () => {
    const argv = [python ?? '', '-m', 'http.server', '--bind', '0.0.0.0', '{port}']
    const warnings = await warningsOf('PORTSIDE_EXPOSED', async () => (await start(command(argv))).stop())
    expect(warnings).toEqual([expect.stringContaining('of 0.0.0.0')])
  })

  test.each([
    ['listenHook', true],
    ['system', false],
  ])("is an error with `'error'`: as the %s reports", async (_, listenHook) => {
    const error = await errorOf(start(command(everywhere, { expose: 'error', listenHook })))
    expect(error).toMatchObject({ code: 'E_EXPOSED', summary: expect.stringContaining('listens on ::') })
    const api = await start(command(onLoopback, { expose: 'error', listenHook }))
    await api.stop()
    await expectGone(api)
  })

  test("is nobody's concern with `'allow'`, and put right with `'narrow'`", async () => {
    for (const expose of ['allow', 'narrow'] as const)
      expect(
        await warningsOf('PORTSIDE_EXPOSED', async () => (await start(command(everywhere, { expose }))).stop()),
      ).toEqual([])
  })

  test('can be seen by nothing else', () => {
    expect(() => command(everywhere, { expose: 'no' as 'allow' })).toThrow("'narrow'")
  })
})
