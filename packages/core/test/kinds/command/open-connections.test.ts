import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { command, start } from '../../../src/index'
import { expectGone } from '../../support/expect-gone'
import { nextWarning } from '../../support/warnings-of'
import { serverPath } from '../../support/server-path'

const server = command(['node', serverPath('ends-when-closed.mjs')], { ready: '/' })
/** A stop that takes less has not waited for the stop time-out of 5 seconds. */
const soonMs = 4000

test('a stream that a test has left open does not delay the stop', async () => {
  const api = await start(server)
  const events = await api.fetch('/events')
  const read = events.text().catch(() => 'broken')
  const startMs = performance.now()
  await api.stop()
  expect(performance.now() - startMs).toBeLessThan(soonMs)
  expect(await read).toBe('broken')
  await expectGone(api)
})

test('a stream that a test has left open does not delay a restart, after which the same `fetch` goes on', async () => {
  const api = await start(server)
  const { fetch } = api
  const events = await fetch('/events')
  const read = events.text().catch(() => 'broken')
  const startMs = performance.now()
  await api.restart()
  expect(performance.now() - startMs).toBeLessThan(soonMs)
  expect(await read).toBe('broken')
  for (const ask of [fetch, api.fetch]) expect(await (await ask('/')).text()).toBe('ok')
  await api.stop()
  await expectGone(api)
})

test('a request after the stop fails with the time of the stop', async () => {
  const api = await start(server)
  const { fetch } = api
  await api.stop()
  for (const ask of [fetch, api.fetch]) {
    await expect(ask('/')).rejects.toMatchObject({
      code: 'E_STOPPED',
      hints: ['Send requests while the handle is held: await all of them before `stop()`, or before the test ends.'],
      summary: expect.stringMatching(/^was stopped or given back at \d\d:\d\d:\d\d, before this request$/),
      requestedAt: expect.stringContaining(import.meta.filename),
    })
  }
})

test('a service that has to be killed is reported with what it waited for', async () => {
  const api = await start(command(['node', serverPath('ends-when-closed.mjs')], { ready: '/', stopTimeoutMs: 300 }))
  const socket = connect(api.port, api.host)
  await once(socket, 'connect')
  const { localPort } = socket
  socket.write('GET /events HTTP/1.1\r\nhost: x\r\n\r\n')
  await once(socket, 'data')
  const warned = nextWarning()
  await api.stop()
  const { message, code } = await warned
  expect(code).toBe('PORTSIDE_KILLED')
  expect(message).toMatch(
    /^service was killed, since it had not ended \d\.\d s after SIGTERM: it waited for open connections \(/,
  )
  expect(message).toContain(`port ${api.port} with 127.0.0.1:${localPort}, this process)`)
  await expectGone(api)
})

test.each([
  ['a child', "trap '' TERM; sh -c 'while :; do sleep 1; done' & exec", /its child processes \d+ \(sh -c while/],
  ['nothing that is known', "trap '' TERM; exec", /SIGTERM: \d+ \(node .*\) did not react$/],
])('that it waited for %s', async (_, shell, expected) => {
  const line = `${shell} node ${serverPath('ignores-term.mjs')}`
  const api = await start(command(line, { shell: true, stopTimeoutMs: 200 }))
  const warned = nextWarning()
  await api.stop()
  expect((await warned).message).toMatch(expected)
  await expectGone(api)
})
