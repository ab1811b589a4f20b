import { expect, test } from 'vitest'
import { command, start } from '../../../src/index'
import { errorOf } from '../../support/error-of'
import { warningsOf } from '../../support/warnings-of'

/** A server whose pages take `ms` at their first visit, two at a time; `/visits` has the number of visits of each. */
const compiling = (ms: number) => [
  'node',
  '-e',
  `
  const visits = {}
  let running = 0
  const waiting = []
  const compiled = {}
  const compile = (path) => compiled[path] ??= new Promise((resolve) => waiting.push(resolve)).finally(() => { running -= 1; next() })
  const next = () => { while (running < 2 && waiting.length > 0) { running += 1; setTimeout(waiting.shift(), ${ms}) } }
  require('node:http').createServer(async ({ url }, response) => {
    if (url === '/health') return response.end('ok')
    if (url === '/visits') return response.end(JSON.stringify(visits))
    visits[url] = (visits[url] ?? 0) + 1
    const page = compile(url)
    next()
    await page
    if (url === '/admin') response.writeHead(302, { location: '/login' })
    if (url === '/broken') response.writeHead(500)
    response.end(url)
  }).listen(process.env.PORT, process.env.HOST)`,
]
const pages = ['/', '/a', '/b', '/c', '/admin', '/broken']

test('warm pages are visited once each before the service is ready, and odd answers are printed', async () => {
  const definition = command(compiling(300), { ready: '/health', warm: pages })
  const startedAtMs = performance.now()
  const printed = await warningsOf('PORTSIDE_WARM', async () => {
    await using service = await start(definition)
    expect(performance.now() - startedAtMs).toBeGreaterThan(900)
    const visits = (await (await service.fetch('/visits')).json()) as Record<string, number>
    expect(visits).toEqual(Object.fromEntries(pages.map((page) => [page, 1])))
    const askedAtMs = performance.now()
    await service.fetch('/c')
    expect(performance.now() - askedAtMs).toBeLessThan(250)
  })
  expect(printed).toEqual([expect.stringMatching(/^service: warming 6 pages took \d\.\d s; /)])
  expect(printed[0]).toContain('/admin answered 302')
  expect(printed[0]).toContain('/broken answered 500')
})

test('a page that takes longer than an attempt of a probe is not visited twice, and its time is printed', async () => {
  const printed = await warningsOf('PORTSIDE_WARM', async () => {
    await using service = await start(command(compiling(6000), { ready: '/health', warm: ['/slow'] }))
    expect(await (await service.fetch('/visits')).json()).toEqual({ '/slow': 1 })
  })
  expect(printed).toEqual([expect.stringMatching(/^service: warming 1 page took \d+\.\d s$/)])
})

test('a page that is not answered in time fails the start, and is named', async () => {
  const definition = command(compiling(60_000), { ready: '/health', warm: ['/slow'], startTimeoutMs: 1500 })
  const error = await errorOf(start(definition))
  expect(error).toMatchObject({ code: 'E_NOT_READY' })
  expect(error.message).toContain('GET /slow')
})

test('the page of `ready` is not warmed again', async () => {
  await using service = await start(command(compiling(50), { ready: '/', warm: ['/'] }))
  expect(await (await service.fetch('/visits')).json()).toEqual({ '/': 1 })
})

test('the new process of a restart is warmed too', async () => {
  await using service = await start(command(compiling(50), { ready: '/health', warm: ['/a'] }))
  await service.fetch('/a')
  await service.restart()
  expect(await (await service.fetch('/visits')).json()).toEqual({ '/a': 1 })
})

test('wrong values are refused', () => {
  expect(() => command('node x', { warm: ['login'] })).toThrow(
    "Expected `warm` to be an array of paths such as '/login'",
  )
  expect(() => command('node x', { warm: ['/'], port: 'none', ready: /x/ })).toThrow('nothing can be requested')
})
