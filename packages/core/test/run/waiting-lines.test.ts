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
