import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { probe } from '@portside/probe'
import { expect, test } from 'vitest'
import { command, start } from '../../../src/index'
import { serverPath } from '../../../../../test/support/server-path'
import { expectGone } from '../../support/expect-gone'

const server = (name: string) => ['node', serverPath(name)]

test.each(['/', probe.http('/', { headers: { 'x-more': 'yes' } })])(
  'a service that answers only browsers becomes ready (%#)',
  async (ready) => {
    const page = await start(command(server('wants-html.mjs'), { ready, startTimeoutMs: 20_000 }))
    await page.stop()
    await expectGone(page)
  },
)

test.each([/^listening/, /^listening/m, /^one\ntwo\n/])('`ready: %s` finds its line among others', async (ready) => {
  const api = await start(command(server('prints-lines.mjs'), { ready, startTimeoutMs: 20_000 }))
  expect(await api.waitForOutput(/^two$/)).toEqual(['two'])
  await api.stop()
  await expectGone(api)
})

test.each([true, false])(
  'a service that serves one client is left to the test by `probe.listening()`, with the listen hook: %s',
  async (listenHook) => {
    const ready = probe.listening()
    const mock = await start(command(server('one-client.mjs'), { ready, listenHook, startTimeoutMs: 20_000 }))
    expect(await text(connect(mock.port, mock.host))).toBe('hello\n')
    await mock.stop()
    await expectGone(mock)
  },
)

test('`probe.listening()` finds the port that a service picked itself', async () => {
  const program = `require('node:net').createServer((socket) => socket.end('hi')).listen(0, '127.0.0.1')`
  const api = await start(command(['node', '-e', program], { port: 'discover', ready: probe.listening() }))
  expect(await text(connect(api.port, api.host))).toBe('hi')
  await api.stop()
  await expectGone(api)
})
