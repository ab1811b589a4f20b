import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createProject, type Project } from '../support/create-project'
import { processesWith } from '../support/leftovers'
import { runProgram } from '../support/run-program'
import { serverPath } from '../support/server-path'

const command = (options: string) =>
  `command(['node', ${JSON.stringify(serverPath('plain.mjs'))}, process.env.MARK], ${options})`

// The acts of a test on a service of its own. In the end it is up.
const disturb = `async (own) => {
  const { pid, port } = own
  const isUp = () => own.fetch('/').then(() => true, () => false)
  await own.restart()
  equal(own.port, port)
  equal(own.pid === pid, false)
  equal(await own.whileStopped(isUp), false)
  equal(await (await own.fetch('/')).text(), String(own.pid))
  await own.pause()
  equal(await own.fetch('/', { signal: AbortSignal.timeout(200) }).catch(({ name }) => name), 'TimeoutError')
  await own.resume()
  await own.kill()
  equal((await own.fetch('/').catch((error) => error)).code, 'E_CRASHED')
  await own.restart()
  equal(await isUp(), true)
}`
// How long a test may take that starts programs, on a machine that is busy with others.
const patienceMs = 60_000
const never = `new Promise(() => {})`
// Node.js ends a test that waits for nothing.
const late = `new Promise((resolve) => setTimeout(resolve, 3000))`
const refusal = `(api) => { try { api.restart() } catch ({ message }) { return message.split(':')[0] } }`
const answers = (handle: string) => `equal((await ${handle}.fetch('/')).status, 200)`

let project: Project
let mark: string

beforeAll(async () => {
  project = await createProject(['vitest@4.1.12', 'jest@30.5.2', '@playwright/test@1.65.1'])
  await project.write({
    'services.cjs': `
      const { command, defineServices } = require('portside')
      const api = ${command('{}')}
      const perFile = ${command(`{ scope: 'file', needs: { api } }`)}
      module.exports = defineServices({ api, perFile })`,
    'vitest.config.mjs': `
      import { portside } from 'portside/vitest'
      export default { plugins: [portside({ services: './services.cjs' })], test: { testTimeout: ${patienceMs} } }`,
    'jest.config.cjs': `
      const { portside } = require('portside/jest')
      module.exports = portside({ services: './services.cjs' }, { testMatch: ['**/tests/*.jest.js'], testTimeout: ${patienceMs} })`,
    'playwright.config.mjs': `
      import { defineConfig } from '@playwright/test'
      import { portside } from 'portside/playwright'
      export default defineConfig(portside({ services: './services.cjs' }), { testDir: './tests', timeout: ${patienceMs} })`,
  })
})
afterAll(() => project.remove())

beforeEach(() => (mark = randomUUID()))
afterEach(async () => {
  expect(processesWith(mark)).toEqual([])
  await rm(join(project.directory, 'tests'), { recursive: true, force: true })
})

/** The tests of a runner whose context has the handles: of five that pass, and two that do not end within their time. `limited` makes such a test. */
function inContext(limited: (test: string, name: string, fixture: string, body: string) => string): string {
  return `
    const disturb = ${disturb}
    const refusal = ${refusal}
    const own = ${command(`{ scope: 'test' }`)}
    const test = withServices(services)
    const ownTest = withServices({ own })
    test('of the file', async ({ perFile }) => disturb(perFile))
    test('is up again', async ({ perFile }) => { ${answers('perFile')} })
    ownTest('of the test', async ({ own }) => disturb(own))
    test('is shared', async ({ api }) => equal(refusal(api), 'api.restart() would disturb other tests'))
    ${limited('ownTest', 'hangs', 'own', `own.whileStopped(() => ${never})`)}
    ownTest('after that', async ({ own }) => { ${answers('own')} })
    ${limited('test', 'hangs, too', 'perFile', `perFile.whileStopped(() => ${never})`)}`
}

/** The same, with handles that are set up. `limited` makes a test that may take a second, `hanging` takes longer. */
function inHooks(hanging: string, limited: (name: string, body: string) => string): string {
  return `
    const disturb = ${disturb}
    const refusal = ${refusal}
    const handles = setupServices(services)
    const unlisted = setupServices({ own: ${command(`{ scope: 'test' }`)} })
    test('of the file', () => disturb(handles.perFile))
    test('is up again', async () => { ${answers('handles.perFile')} })
    test('of the test', () => disturb(unlisted.own))
    test('is shared', () => equal(refusal(handles.api), 'api.restart() would disturb other tests'))
    ${limited('hangs', `unlisted.own.whileStopped(() => ${hanging})`)}
    test('after that', async () => { ${answers('unlisted.own')} })
    ${limited('hangs, too', `handles.perFile.whileStopped(() => ${hanging})`)}`
}

async function run(file: string, body: string, ...argv: readonly string[]) {
  await project.write({ [`tests/${file}`]: body })
  return runProgram(argv, { cwd: project.directory, env: { MARK: mark } }).ended
}

const bin = (name: string) => join(project.directory, 'node_modules/.bin', name)

describe('a file and a test restart, pause and kill what is their own, listed or not', () => {
  test('in Vitest', async () => {
    const header = `
    import { command, withServices } from 'portside/vitest'
    import { expect } from 'vitest'
    import services from '../services.cjs'
    const equal = (actual, expected) => expect(actual).toBe(expected)`
    const body = inContext((test, name, fixture, act) => `${test}('${name}', async ({ ${fixture} }) => ${act}, 1000)`)
    const { code, output } = await run('a.test.mjs', header + body, bin('vitest'), 'run')
    expect(output).toContain('2 failed | 5 passed')
    expect(output.match(/Error: Test timed out in 1000ms/g), output).toHaveLength(2)
    expect(code).toBe(1)
  })

  test('in Jest', async () => {
    const header = `
    const { command, setupServices } = require('portside/jest')
    const services = require('../services.cjs')
    const equal = (actual, expected) => expect(actual).toBe(expected)`
    const body = inHooks(never, (name, act) => `test('${name}', () => ${act}, 1000)`)
    const { code, output } = await run('a.jest.js', header + body, bin('jest'))
    expect(output, output).toContain('2 failed, 5 passed')
    for (const name of ['hangs', 'hangs, too'])
      expect(output).toMatch(new RegExp(`● ${name}\\n[^●]*Exceeded timeout of 1000 ms`))
    expect(output).not.toContain('did not exit')
    expect(code).toBe(1)
  })

  test('in Playwright Test', async () => {
    const header = `
    import { expect } from '@playwright/test'
    import { command, withServices } from 'portside/playwright'
    import services from '../services.cjs'
    const equal = (actual, expected) => expect(actual).toBe(expected)`
    const argv = [bin('playwright'), 'test', '--reporter=list', '--workers=1']
    const body = inContext(
      (test, name, fixture, act) =>
        `${test}('${name}', async ({ ${fixture} }) => { ${test}.setTimeout(2000); await ${act} })`,
    )
    const { code, output } = await run('a.spec.mjs', header + body, ...argv)
    expect(output, output).toMatch(/2 failed[^]*5 passed/)
    expect(output.match(/^ *Test timeout of 2000ms exceeded/gm)).toHaveLength(2)
    expect(code).toBe(1)
  })

  test.each([
    ['alone', []],
    ['below `portside run`', ['npx', 'portside', 'run', '--services', 'services.cjs', '--']],
  ])('in node:test, %s', async (_, outer) => {
    const header = `
    import { equal } from 'node:assert/strict'
    import { test } from 'node:test'
    import { command, setupServices } from 'portside/node-test'
    import services from '../services.cjs'`
    const body = inHooks(late, (name, act) => `test('${name}', { timeout: 1000 }, () => ${act})`)
    const argv = [...outer, process.execPath, '--test', 'tests/a.mjs']
    const { code, output } = await run('a.mjs', header + body, ...argv)
    expect(output, output).toMatch(/pass 5\n/)
    expect(output.match(/test timed out after 1000ms/g)).toHaveLength(2)
    expect(code).toBe(1)
  })
})
