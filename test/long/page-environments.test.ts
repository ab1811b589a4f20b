// `fetch` of a handle in the test environments that are a page: it is the client of the test, not of the page.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProject, type Project } from '../support/create-project'
import { runProgram } from '../support/run-program'

let project: Project

const services = `
  const { createServer } = require('node:http')
  const { defineServices, inProcess } = require('portside')
  const echo = inProcess(() => (request, response) => {
    let text = ''
    request.on('data', (chunk) => (text += chunk))
    request.on('end', () => response.end([request.method, request.headers['content-type'], text].join(' ')))
  })
  module.exports = defineServices({ echo })`

const asks = `
  test('a page fetches', async () => {
    const { echo } = services
    const send = async (body, more = {}) => (await echo.fetch('/x', { method: 'POST', body, ...more })).text()
    expect(typeof document).toBe('object')
    expect(await (await echo.fetch('/')).text()).toMatch(/^GET/)
    expect(await send('text')).toBe('POST text/plain;charset=UTF-8 text')
    expect(await send('{}', { headers: { 'content-type': 'application/json' } })).toBe('POST application/json {}')
    expect(await send('{}', { headers: new Headers({ 'content-type': 'a/b' }) })).toBe('POST a/b {}')
    expect(await send(new URLSearchParams('a=b'))).toMatch(/^POST application\\/x-www-form-urlencoded;charset=UTF-8 a=b$/i)
    expect(await send(new Blob(['bytes'], { type: 'c/d' }))).toBe('POST c/d bytes')
    const form = new FormData()
    form.append('name', 'value')
    form.append('file', new File(['content'], 'a.txt', { type: 'text/plain' }))
    expect(await send(form)).toMatch(/^POST multipart\\/form-data; boundary=[^]*name="name"\\r\\n\\r\\nvalue[^]*filename="a.txt"[^]*content\\r\\n/)
    const stop = new AbortController()
    const aborted = echo.fetch('/', { signal: stop.signal })
    stop.abort(new Error('no longer wanted'))
    await expect(aborted).rejects.toThrow('no longer wanted')
    const reader = (await echo.fetch('/')).body.getReader()
    expect((await reader.read()).done).toBe(false)
    expect(() => echo.urlFor('http://127.0.0.1:1/')).toThrow(TypeError)
    expect(await (await echo.fetch(new URL(echo.urlFor('/')))).text()).toMatch(/^GET/)
  })`

beforeAll(async () => {
  project = await createProject([
    'jest@30.5.2',
    'jest-environment-jsdom@30',
    'vitest@4.1.12',
    'happy-dom@20',
    'jsdom@26',
  ])
  await project.write({
    'package.json': '{ "private": true }',
    'services.cjs': services,
    'jest.config.cjs': `
      const { portside } = require('portside/jest')
      module.exports = portside({ services: './services.cjs' }, { testMatch: ['<rootDir>/*.jest.cjs'], testEnvironment: 'jsdom' })`,
    // jsdom has no Headers, and none of its environments gives the one of Node.js.
    'page.jest.cjs': `
      const { setupServices } = require('portside/jest')
      globalThis.Headers ??= Map
      const services = setupServices(require('./services.cjs'), 'echo')
      ${asks.replace('new Headers(', 'new Headers(Object.entries(').replace("'a/b' })", "'a/b' }))")}`,
    'vitest.config.mjs': `
      import { portside } from 'portside/vitest'
      export default { plugins: [portside({ services: './services.cjs' })], test: { include: ['*.vitest.mjs'] } }`,
    'page.vitest.mjs': `
      import { setupServices } from 'portside/vitest'
      import { expect, test } from 'vitest'
      import listed from './services.cjs'
      const services = setupServices(listed, 'echo')
      ${asks}`,
  })
})
afterAll(() => project.remove())

test.each([
  ['node_modules/.bin/jest', []],
  ...['happy-dom', 'jsdom'].flatMap((environment) =>
    ['forks', 'threads', 'vmThreads'].map((pool): [string, string[]] => [
      'node_modules/.bin/vitest',
      ['run', '--environment', environment, '--pool', pool],
    ]),
  ),
])('%s %j: `fetch` of a handle works in the environment of a page', async (program, args) => {
  const { code, output } = await runProgram([`${project.directory}/${program}`, ...args], { cwd: project.directory })
    .ended
  expect(output).toMatch(/1 passed/)
  expect(code).toBe(0)
})
