import { probe } from '@portside/probe'
import { expect, test } from 'vitest'
import { command, start } from '../../src/index'
import { errorOf } from '../support/error-of'

/** A server that answers each path with a loading page for a time, as development servers do. */
const loading = (status: number, ms: number) => [
  'node',
  '-e',
  `
  const startedAtMs = Date.now()
  require('node:http').createServer((_, response) => {
    const isLoading = Date.now() - startedAtMs < ${ms}
    const page = isLoading ? '<title>Starting Nuxt…</title><p>one moment' : '<title>Shop</title><p>hello'
    response.writeHead(isLoading ? ${status} : 200, { 'content-type': 'text/html', refresh: '1' }).end(page)
  }).listen(process.env.PORT, process.env.HOST)`,
]

test.each([
  ['of the status 503 is waited out by a path', 503, '/'],
  ['of the status 200 is waited out by the text of the page', 200, probe.http('/', { body: 'hello' })],
] as const)('a loading page %s', async (_, status, ready) => {
  await using service = await start(command(loading(status, 1500), { ready }))
  expect(await (await service.fetch('/')).text()).toContain('hello')
})

test.each([
  [503, '/'],
  [200, probe.http('/', { body: 'hello' })],
] as const)('a loading page that stays is shown with its title (%i)', async (status, ready) => {
  const error = await errorOf(start(command(loading(status, Infinity), { ready, startTimeoutMs: 1500 })))
  expect(error).toMatchObject({ code: 'E_NOT_READY' })
  expect(error.message).toContain('title: Starting Nuxt…')
})
