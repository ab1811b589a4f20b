import { expect, test } from 'vitest'
import { command, start } from '../../../src/index'
import { errorOf } from '../../support/error-of'
import { warningsOf } from '../../support/warnings-of'

const broken = [
  'node',
  '-e',
  `
  setTimeout(() => console.log('build failed: token=abcdef123456\\n  app.js:3 is missing a bracket'), 200)
  require('node:http').createServer((_, response) => response.writeHead(500).end('overlay')).listen(process.env.PORT, process.env.HOST)`,
]

test('output that matches `failed` ends the start at once, with its line and the rest of the report', async () => {
  const startedAtMs = performance.now()
  const definition = command(broken, { ready: '/', failed: /^build failed.*$/m, redact: ['abcdef123456'] })
  const error = await errorOf(start(definition))
  expect(performance.now() - startedAtMs).toBeLessThan(10_000)
  expect(error).toMatchObject({ code: 'E_NOT_READY', output: expect.stringContaining('missing a bracket') as unknown })
  expect(error.hints).toEqual([
    'Correct what it reports. If it recovers from that by itself, change the pattern of `failed`.',
  ])
  expect(error.message).toContain('It wrote: build failed: token=')
  expect(error.message).not.toContain('abcdef123456')
})

const reportsLate = [
  'node',
  '-e',
  `
  require('node:http').createServer(({ url }, response) => {
    if (url === '/health') return response.end('ok')
    setTimeout(() => console.log('build failed: ' + url), 200)
    response.writeHead(Number(url.slice(1))).end()
  }).listen(process.env.PORT, process.env.HOST)`,
]

test.each(['/404', '/500'])('the report of a warm page that follows its answer ends the start (%s)', async (page) => {
  const error = await errorOf(
    start(command(reportsLate, { ready: '/health', warm: [page], failed: /^build failed.*$/m })),
  )
  expect(error).toMatchObject({ code: 'E_NOT_READY' })
  expect(error.message).toContain(`It wrote: build failed: ${page}`)
})

test('a missing warm page without a report is only printed', async () => {
  const definition = command(reportsLate, { ready: '/health', warm: ['/404'], failed: /^compilation failed/m })
  const printed = await warningsOf('PORTSIDE_WARM', async () => {
    await using service = await start(definition)
    expect(service.url).toContain('127.0.0.1')
  })
  expect(printed[0]).toContain('/404 answered 404')
})

test('a match after the service was ready changes nothing', async () => {
  await using service = await start(command(broken, { failed: /^build failed/m }))
  await service.waitForOutput(/build failed/)
  expect((await service.fetch('/')).status).toBe(500)
})

test('only a regular expression is accepted', () => {
  expect(() => command('node x', { failed: 'error' as unknown as RegExp })).toThrow(
    'Expected `failed` to be a regular expression',
  )
})
