import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProject, type Project } from '../support/create-project'
import { processesWith } from '../support/leftovers'
import { runProgram } from '../support/run-program'
import { serverPath } from '../support/server-path'

const startMs = 8000
const mark = randomUUID()
const late = JSON.stringify(['node', serverPath('late.mjs'), String(startMs), mark])

let project: Project
beforeAll(async () => {
  project = await createProject(['vitest@4.1.12', 'jest@30.5.2', '@playwright/test@1.65.1'])
  await project.write({
    'services.cjs': `
      const { command, defineServices } = require('portside')
      module.exports = defineServices({ late: command(${late}) })`,
    'vitest.config.mjs': `
      import { portside } from 'portside/vitest'
      export default { plugins: [portside({ services: './services.cjs' })] }`,
    'vitest.test.mjs': `
      import { withServices } from 'portside/vitest'
      import { expect } from 'vitest'
      import services from './services.cjs'
      const test = withServices(services)
      test('answers', async ({ late }) => expect((await late.fetch('/')).status).toBe(200))`,
    'jest.config.js': `
      const { portside } = require('portside/jest')
      module.exports = portside({ services: './services.cjs' }, { testMatch: ['**/jest.test.cjs'] })`,
    'jest.test.cjs': `
      const { setupServices } = require('portside/jest')
      const services = setupServices(require('./services.cjs'))
      test('answers', async () => expect((await services.late.fetch('/')).status).toBe(200))`,
    'playwright.config.mjs': `
      import { portside } from 'portside/playwright'
      export default { ...portside({ services: './services.cjs' }), testMatch: 'playwright.test.mjs' }`,
    'playwright.test.mjs': `
      import { expect } from '@playwright/test'
      import { withServices } from 'portside/playwright'
      import services from './services.cjs'
      const test = withServices(services)
      test('answers', async ({ late }) => expect((await late.fetch('/')).status).toBe(200))`,
    'node.test.mjs': `
      import assert from 'node:assert'
      import { test } from 'node:test'
      import { setupServices } from 'portside/node-test'
      import services from './services.cjs'
      const handles = setupServices(services)
      test('answers', async () => assert.equal((await handles.late.fetch('/')).status, 200))`,
  })
})
afterAll(async () => {
  expect(processesWith(mark)).toEqual([])
  await project.remove()
})

const runners: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['Vitest', ['vitest/vitest.mjs', 'run', 'vitest.test.mjs'], /1 passed/],
  ['Jest', ['jest/bin/jest.js'], /1 passed/],
  ['Playwright Test', ['@playwright/test/cli.js', 'test'], /1 passed/],
  [
    'node:test below portside run',
    ['portside/dist/cli.js', 'run', '--services', 'services.cjs', '--', 'node', '--test', 'node.test.mjs'],
    /pass 1\n/,
  ],
]

describe.concurrent(`a service that takes ${startMs} ms to start passes with default time-outs`, () => {
  test.each(runners)('in %s', async (_, [program = '', ...args], passed) => {
    const argv = [process.execPath, join(project.directory, 'node_modules', program), ...args]
    const beginMs = performance.now()
    const { code, output } = await runProgram(argv, { cwd: project.directory }).ended
    expect(output).toMatch(passed)
    expect(code, output).toBe(0)
    expect(performance.now() - beginMs).toBeGreaterThan(startMs)
  })

  test('in node:test, which starts it itself', async () => {
    const { code, output } = await runProgram([process.execPath, '--test', 'node.test.mjs'], { cwd: project.directory })
      .ended
    expect(output).toMatch(/pass 1\n/)
    expect(code, output).toBe(0)
  })
})
