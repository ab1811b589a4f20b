import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createProject, type Project } from '../support/create-project'
import { answers, processesWith } from '../support/leftovers'
import { runProgram } from '../support/run-program'
import { serverPath } from '../support/server-path'

const plain = JSON.stringify(serverPath('plain.mjs'))

let project: Project
let mark: string

beforeAll(async () => {
  project = await createProject(['jest@30.5.2'])
  await project.write({
    'services.js': `
      const { command, defineServices, inProcess } = require('portside')
      const api = command(['node', ${plain}, process.env.MARK])
      const perTest = inProcess(({ api }) => (_, response) => response.end(api.url), { scope: 'test', needs: { api } })
      module.exports = defineServices({ api, perTest })`,
    'own-setup.js': `module.exports = async () => console.log('own setup')`,
    'own-teardown.js': `module.exports = async () => console.log('own teardown')`,
    'jest.config.js': `
      const { portside } = require('portside/jest')
      module.exports = portside({ services: './services.js' }, { globalSetup: './own-setup.js', globalTeardown: '<rootDir>/own-teardown.js', testMatch: ['**/tests/*.test.*js'] })`,
  })
})
afterAll(() => project.remove())

beforeEach(() => (mark = randomUUID()))
afterEach(async () => {
  expect(processesWith(mark)).toEqual([])
  await rm(join(project.directory, 'tests'), { recursive: true, force: true })
})

/** Runs Jest on these test files. */
async function jest(
  files: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
) {
  await project.write(Object.fromEntries(Object.entries(files).map(([name, body]) => [`tests/${name}`, body])))
  return runProgram([join(project.directory, 'node_modules/.bin/jest'), ...args], {
    cwd: project.directory,
    env: { MARK: mark, ...env },
  })
}

const printPid = `
  const { setupServices } = require('portside/jest')
  const services = setupServices(require('../services'), 'api')
  test('prints', async () => { console.log('pid', await (await services.api.fetch('/')).text(), 'port', services.api.port) })`

describe('the Jest adapter', () => {
  test.each([[[]], [['--runInBand']]])('starts a service once for all files, with arguments %j', async (args) => {
    const { code, output } = await (
      await jest({ 'a.test.js': printPid, 'b.test.js': printPid, 'c.test.js': printPid }, args)
    ).ended
    const pids = [...output.matchAll(/pid (\d+)/g)].map(([, pid]) => pid)
    expect(output).toContain('3 passed')
    expect(pids).toHaveLength(3)
    expect(new Set(pids).size).toBe(1)
    expect(output).toContain('own setup')
    expect(output).toContain('own teardown')
    expect(output).not.toContain('did not exit')
    expect(code).toBe(0)
  })

  test('names the crash of a service as the cause of the test that fails by it, and runs no test after it', async () => {
    const body = `
      const { setupServices } = require('portside/jest')
      const services = setupServices(require('../services'), 'api')
      test('fails', async () => {
        process.kill(services.api.pid, 'SIGKILL')
        await new Promise((resolve) => setTimeout(resolve, 100))
        expect('down').toBe('up')
      })
      test('later', () => console.log('body', 'was', 'run'))`
    const { code, output } = await (await jest({ 'a.test.js': body })).ended
    expect(output).toContain('Expected: "up"')
    expect(output.match(/api: was ended by SIGKILL, .* \(E_CRASHED\)/g)?.length).toBeGreaterThanOrEqual(2)
    expect(output).not.toContain('body was run')
    expect(output).toContain('2 failed')
    expect(code).toBe(1)
  })

  test('shows with a failing test what its services have written since it began', async () => {
    const body = `
      const { command, setupServices } = require('portside/jest')
      const services = setupServices({ web: command(['node', ${JSON.stringify(serverPath('chatty.mjs'))}, process.env.MARK]) })
      test('earlier', async () => {
        await services.web.fetch('/earlier')
        await services.web.waitForOutput(/earlier/)
        // Output of the millisecond in which a test begins is taken for its own.
        await new Promise((resolve) => setTimeout(resolve, 2))
      })
      test('fails', async () => {
        await services.web.fetch('/during')
        await services.web.waitForOutput(/during/)
        expect(await services.web.output({ since: 'test' })).toBe('GET /during\\n')
        expect('down').toBe('up')
      })`
    const { code, output } = await (await jest({ 'a.test.js': body })).ended
    expect(output).toContain('Expected: "up"')
    expect(output).toMatch(/ +Output of web since the test began:\n +\| GET \/during\n/)
    expect(output).not.toContain('| GET /earlier')
    expect(output).toContain('a.test.js:14:')
    expect(code).toBe(1)
  })

  test('starts a service of a test once a test', async () => {
    const body = `
      const { setupServices } = require('portside/jest')
      const services = setupServices(require('../services'), 'perTest', 'api')
      const print = async () => console.log('test', services.perTest.port, (await (await services.perTest.fetch('/')).text()) === services.api.url)
      test('one', print)
      test('two', print)`
    const { code, output } = await (await jest({ 'a.test.js': body })).ended
    expect(new Set([...output.matchAll(/test (\d+) true/g)].map(([, port]) => port)).size).toBe(2)
    expect(code).toBe(0)
  })

  test('works in ESM test files', async () => {
    const body = `
      import { setupServices } from 'portside/jest'
      import services from '../services.js'
      const handles = setupServices(services, 'api')
      test('answers', async () => expect((await handles.api.fetch('/')).status).toBe(200))`
    const { code, output } = await (
      await jest({ 'a.test.mjs': body }, [], { NODE_OPTIONS: '--experimental-vm-modules' })
    ).ended
    expect(output).toContain('1 passed')
    expect(code).toBe(0)
  })

  test('works in one file without configuration, and refuses a handle that is read too early', async () => {
    const body = `
      const { command, setupServices } = require('portside/jest')
      const services = setupServices({ api: command(['node', ${plain}, process.env.MARK]) })
      let early
      try { services.api } catch (error) { early = error }
      test('answers', async () => {
        expect(early.message).toContain('to be read in a test or a hook')
        expect((await services.api.fetch('/')).status).toBe(200)
      })`
    const { code, output } = await (await jest({ 'a.test.js': body }, ['--config', '{}', 'tests/'])).ended
    expect(output).toContain('1 passed')
    expect(code).toBe(0)
  })

  test('outlives what Jest does to the globals of a file that has ended', async () => {
    // A second after the file, its warden ends, while the other file is run in the same process.
    const body = `
      const { command, setupServices } = require('portside/jest')
      const services = setupServices({ own: command(['node', ${plain}, process.env.MARK]) })
      test('answers', async () => expect((await services.own.fetch('/')).status).toBe(200))
      test('goes on for a while', () => new Promise((resolve) => setTimeout(resolve, 1500)))`
    const run = await jest({ 'a.test.js': body, 'b.test.js': body }, ['--runInBand'])
    const { code, output } = await run.ended
    expect(output).not.toMatch(/RangeError|soft deleted/)
    expect(output).toContain('4 passed')
    expect(code).toBe(0)
  })

  test('leaves nothing on the global object of a file that Jest could make accessors of', async () => {
    await project.write({
      'environment.js': `
        const { TestEnvironment } = require('jest-environment-node')
        module.exports = class extends TestEnvironment {
          async teardown() {
            const kept = Object.getOwnPropertySymbols(this.global).filter(({ description }) => description.startsWith('portside.'))
            const open = kept.filter((key) => !Object.isSealed(this.global[key]))
            console.log('kept', kept.length, 'open', open.map(String), '.')
            await super.teardown()
          }
        }`,
    })
    const body = `/** @jest-environment ./environment.js */
      const { command, setupServices } = require('portside/jest')
      const services = setupServices({ own: command(['node', ${plain}, process.env.MARK]) })
      test('answers', async () => expect((await services.own.fetch('/')).status).toBe(200))`
    const { code, output } = await (await jest({ 'a.test.js': body })).ended
    expect(output).toMatch(/kept [1-9]\d* open \[\] \./)
    expect(code).toBe(0)
  })

  test('leaves nothing after failing tests and failing starts', async () => {
    const body = `
      const { command, setupServices } = require('portside/jest')
      const services = setupServices({ api: command(['node', ${plain}, process.env.MARK]), broken: command('node -e process.exitCode=3') })
      test('fails', () => expect(services.api).toBe(1))`
    const { code, output } = await (await jest({ 'a.test.js': body })).ended
    expect(output).toContain('broken: ended with code 3 before it was ready (E_EXITED_EARLY)')
    expect(code).toBe(1)
  })

  test('keeps services up between the runs of watch mode, and starts anew those whose files changed', async () => {
    const server = `import ${plain}`
    await project.write({
      'watched/package.json': '{ "private": true }',
      'watched/src/server.mjs': server,
      'watched/services.js': `
        const { command, defineServices } = require('portside')
        const api = command(['node', 'src/server.mjs', process.env.MARK], { watch: ['src/**'] })
        module.exports = defineServices({ api, steady: command(['node', ${plain}, process.env.MARK]) })`,
      'watched/jest.config.js': `module.exports = require('portside/jest').portside({ services: './services.js' })`,
      'watched/a.test.js': `
        const services = require('portside/jest').setupServices(require('./services'))
        test('prints', () => process.stderr.write(\`pids \${services.api.pid} \${services.steady.pid} .\`))`,
    })
    const cwd = join(project.directory, 'watched')
    const run = runProgram([join(project.directory, 'node_modules/.bin/jest'), '--watchAll'], {
      cwd,
      env: { MARK: mark },
    })
    const pidsOf = async (times: number) => {
      const pids = /[^]*?pids (\d+) (\d+) [^]*?Ran all test suites/.source
      return [...(await run.outputMatching(new RegExp(pids.repeat(times))))].slice(-2)
    }
    const first = await pidsOf(1)
    await project.write({ 'watched/jest.test.js': `test('is there', () => {})` })
    expect(await pidsOf(2)).toEqual(first)
    await project.write({ 'watched/src/server.mjs': `${server} // changed` })
    const third = await pidsOf(3)
    expect(third[0]).not.toBe(first[0])
    expect(third[1]).toBe(first[1])
    run.child.kill('SIGINT')
    await run.ended
    await expect.poll(() => processesWith(mark), { timeout: 10_000 }).toEqual([])
  })

  test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('leaves nothing when Jest gets %s', async (signal) => {
    const hang = `
      const { setupServices } = require('portside/jest')
      const services = setupServices(require('../services'), 'api')
      test('hangs', async () => { process.stderr.write('up ' + services.api.port + '\\n'); await new Promise(() => {}) }, 60_000)`
    const run = await jest({ 'a.test.js': hang })
    const port = Number((await run.outputMatching(/up (\d+)/))[1])
    expect(await answers(port)).toBe(true)
    run.child.kill(signal)
    await expect.poll(() => processesWith(mark), { timeout: 10_000 }).toEqual([])
    await expect.poll(() => answers(port)).toBe(false)
    await run.ended
  })
})
