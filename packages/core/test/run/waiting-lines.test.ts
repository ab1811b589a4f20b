import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { command, start, task } from '../../src'

const written = vi.spyOn(process.stderr, 'write')
afterEach(() => written.mockReset())

function linesWritten(): readonly string[] {
  return written.mock.calls.map(([text]) => String(text)).filter((text) => text.startsWith('portside: '))
}

test('a service that is not ready after three seconds is named with the reason, and again when that changes', async () => {
  const server = `
    const since = Date.now()
    require('node:http').createServer((_, response) => {
      response.statusCode = Date.now() - since < 4500 ? 503 : Date.now() - since < 6500 ? 404 : 200
      response.end()
    }).listen(process.env.PORT, process.env.HOST)`
  const api = await start(command(['node', '-e', server], { ready: '/health' }))
  await api.stop()
  expect(linesWritten()).toEqual([
    expect.stringMatching(
      /^portside: service is not ready after 3 s: 503 Service Unavailable; waits until GET \/health answers .*\(127\.0\.0\.1:\d+\)\n$/,
    ),
    expect.stringMatching(/^portside: service is not ready after [45] s: 404 Not Found; waits until/),
  ])
})

test('the line shows the body, or the last output, masked and short, and is not printed again when only the body changes', async () => {
  const server = `
    const since = Date.now()
    require('node:http').createServer((_, response) => {
      response.statusCode = Date.now() - since < 5000 ? 500 : 200
      response.end('\\u001B[31mtry at ' + Date.now() + ' \\u0007of hidden-key: connect ECONNREFUSED' + ' x'.repeat(200) + '\\nstack')
    }).listen(process.env.PORT, process.env.HOST)`
  const silent = server.replace(/response\.end\(.*\)/, 'response.end()')
  const writes = `console.log('began'); console.log('its pool has hidden-key');${silent}`
  const options = { ready: '/health', redact: ['hidden-key'] }
  const both = await Promise.all([server, writes].map((each) => start(command(['node', '-e', each], options))))
  await Promise.all(both.map((each) => each.stop()))
  const lines = [...linesWritten()].sort(
    (a, b) => Number(b.includes('last output')) - Number(a.includes('last output')),
  )
  expect(lines).toEqual([
    expect.stringMatching(/: 500 Internal Server Error; waits until .*\); last output: its pool has \*{4}\n$/),
    expect.stringMatching(
      /: 500 Internal Server Error; waits until .*\); body: try at \d+ of \*{4}: connect ECONNREFUSED(?: x)+ ?…\n$/,
    ),
  ])
  expect(lines.at(1)?.split('body: ')[1]).toHaveLength(122)
})

test('a task that takes long is named once, and one that has failed no more', async () => {
  const slow = task(['node', '-e', 'setTimeout(() => process.exit(3), 3800)'])
  await expect(start(slow)).rejects.toMatchObject({ code: 'E_EXITED_EARLY' })
  await sleep(2000)
  expect(linesWritten()).toEqual(['portside: service is not ready after 3 s: it runs\n'])
})

test('nothing is written of a start that is quick', async () => {
  const api = await start(command(['node', join(import.meta.dirname, '../servers/echo.mjs')]))
  await api.stop()
  expect(linesWritten()).toEqual([])
})
