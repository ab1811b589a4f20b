import { randomUUID } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createProject, type Project } from '../support/create-project'
import { answers, processesWith } from '../support/leftovers'
import { runProgram } from '../support/run-program'
import { serverPath } from '../support/server-path'

let project: Project
let mark: string

beforeAll(async () => {
  project = await createProject(['vitest@4.1.12'])
  await project.write({
    'package.json': '{ "private": true, "type": "module" }',
    'services.ts': `
      import { command, defineServices, inProcess } from 'portside'
      const api = command(['node', ${JSON.stringify(serverPath('plain.mjs'))}, process.env.MARK])
      const perFile = command(['node', ${JSON.stringify(serverPath('plain.mjs'))}, process.env.MARK], { scope: 'file', needs: { api } })
      const perTest = inProcess(({ perFile }) => (_, response) => response.end(perFile.url), { scope: 'test', needs: { perFile } })
      const broken = command('node -e process.exitCode=3')
      export default defineServices({ api, perFile, perTest, broken })`,
    'fixtures.ts': `
      import { withServices } from 'portside/vitest'
      import services from './services'
      export const test = withServices(services)`,
    'vitest.config.ts': `
      import { portside } from 'portside/vitest'
      import { defineConfig } from 'vitest/config'
      export default defineConfig({
        plugins: [portside({ services: './services.ts' })],
        test: { pool: (process.env.POOL ?? 'forks') as 'forks', include: ['tests/**/*.test.ts'] },
      })`,
  })
})
afterAll(() => project.remove())

beforeEach(() => (mark = randomUUID()))
afterEach(async () => {
  expect(processesWith(mark)).toEqual([])
  await rm(join(project.directory, 'tests'), { recursive: true, force: true })
})

/** Runs Vitest on these test files. */
async function vitest(files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) {
  await project.write(
    Object.fromEntries(Object.entries(files).map(([name, body]) => [`tests/${name}.test.ts`, withImports(body)])),
  )
  return runProgram([join(project.directory, 'node_modules/.bin/vitest'), 'run'], {
    cwd: project.directory,
    env: { MARK: mark, ...env },
  })
}

function withImports(body: string): string {
  return `import { expect } from 'vitest'\nimport { test } from '../fixtures'\n${body}`
}

const printPid = `test('prints', async ({ api }) => { console.log('pid', await (await api.fetch('/')).text(), 'port', api.port) })`

describe('the Vitest plugin', () => {
  test.each(['forks', 'threads', 'vmForks', 'vmThreads'])(
    'starts a service once for all files in the pool %s',
    async (pool) => {
      const { code, output } = await (await vitest({ a: printPid, b: printPid, c: printPid }, { POOL: pool })).ended
      const pids = [...output.matchAll(/pid (\d+)/g)].map(([, pid]) => pid)
      expect(output).toContain('3 passed')
      expect(pids).toHaveLength(3)
      expect(new Set(pids).size).toBe(1)
      expect(code).toBe(0)
    },
  )

  test('starts a service of a file once a file, and one of a test once a test', async () => {
    const body = `
      test('one', async ({ perTest, perFile }) => { console.log('file', perFile.pid, 'test', perTest.port, perTest.url) })
      test('two', async ({ perTest, perFile }) => { console.log('file', perFile.pid, 'test', perTest.port, 'answer', await (await perTest.fetch('/')).text() === perFile.url) })`
    const { output, code } = await (await vitest({ a: body, b: body })).ended
    expect(code).toBe(0)
    expect(new Set([...output.matchAll(/file (\d+)/g)].map(([, pid]) => pid)).size).toBe(2)
    expect(new Set([...output.matchAll(/test (\d+)/g)].map(([, port]) => port)).size).toBe(4)
    expect(output.match(/answer true/g)).toHaveLength(2)
  })

  test('starts nothing for a suite that takes no service, and does not even load the file', async () => {
    const report = join(project.directory, 'report.json')
    const { output, code } = await (
      await vitest({ a: `test('adds', () => expect(1 + 1).toBe(2))` }, { PORTSIDE_REPORT: report })
    ).ended
    expect(output).toContain('1 passed')
    expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({ services: [] })
    await rm(report)
    expect(code).toBe(0)
  })

  test('fails the tests that need a broken service with its reason, and no others', async () => {
    const body = `${printPid}\ntest('needs it', ({ broken }) => { expect(broken).toBeTruthy() })`
    const { output, code } = await (await vitest({ a: body })).ended
    expect(output).toContain('broken: ended with code 3 before it was ready (E_EXITED_EARLY)')
    expect(output).toMatch(/1 failed \| 1 passed/)
    expect(code).toBe(1)
  })

  test('starts services for the plain `test`, outside of the time of the first one', async () => {
    const body = `
      import { command, setupServices } from 'portside/vitest'
      import { test as plain } from 'vitest'
      import services from '../services'
      const { api } = setupServicesLater()
      function setupServicesLater() {
        const slow = command(['node', ${JSON.stringify(serverPath('plain.mjs'))}, process.env.MARK], {
          ready: async () => performance.now() > 6000 || false,
        })
        const handles = setupServices({ ...services, slow }, 'api', 'slow', 'perTest')
        expect(() => handles.api).toThrow('after setupServices() has started it')
        plain('has them', async () => {
          for (const name of ['api', 'slow', 'perTest']) expect((await handles[name].fetch('/')).status).toBe(200)
        }, 3000)
        return { api: () => handles.api }
      }
      plain('shares those of the run', async () => { console.log('pid', await (await api().fetch('/')).text()) })
      plain('dies', async () => { process.kill(api().pid, 'SIGKILL'); await expect(api().fetch('/')).resolves.toBe(1) })
      plain('later', () => { console.log('body', 'was', 'run') })`
    const { output, code } = await (await vitest({ a: body })).ended
    expect(output).toMatch(/pid \d+/)
    expect(output).toContain('2 failed | 2 passed')
    expect(output).toContain('(E_CRASHED)')
    expect(output).not.toContain('body was run')
    expect(code).toBe(1)
  })

  test('leaves nothing after failing tests', async () => {
    const { code } = await (
      await vitest({ a: `test('fails', ({ api, perFile, perTest }) => expect([api, perFile, perTest]).toBe(1))` })
    ).ended
    expect(code).toBe(1)
  })

  test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('leaves nothing when Vitest gets %s', async (signal) => {
    const hang = `test('hangs', async ({ api, perFile }) => { console.log('up', api.port, perFile.port); await new Promise(() => {}) }, 60_000)`
    const run = await vitest({ a: hang })
    const [, ...ports] = await run.outputMatching(/up (\d+) (\d+)/)
    expect(await answers(Number(ports[0]))).toBe(true)
    run.child.kill(signal)
    // A worker that its killed main process leaves behind ends with what it holds: end it as a terminal would, by the group.
    await expect.poll(() => processesWith(mark), { timeout: 10_000 }).toEqual([])
    for (const port of ports) await expect.poll(() => answers(Number(port))).toBe(false)
    endGroup(run.child.pid)
    await run.ended
  })

  test('joins the run of `portside run` above it', async () => {
    await project.write({
      'joined/server.mjs': `import ${JSON.stringify(serverPath('plain.mjs'))}`,
      'joined/services.ts': `
        import { command, defineServices } from 'portside'
        export default defineServices({ api: command(['node', 'server.mjs', process.env.MARK]) })`,
      'joined/vitest.config.ts': `
        import { portside } from 'portside/vitest'
        export default { plugins: [portside({ services: './services.ts', provide: ['api'] })] }`,
      'joined/a.test.ts': `
        import { withServices } from 'portside/vitest'
        import { expect, inject } from 'vitest'
        import services from './services'
        const test = withServices(services)
        test('is the same', ({ api }) => {
          expect([api.url, inject('portside').api.url]).toEqual([process.env.PORTSIDE_API_URL, process.env.PORTSIDE_API_URL])
        })`,
    })
    const bin = (name: string) => join(project.directory, 'node_modules/.bin', name)
    // From the folder above: what a services file starts, it starts from its own.
    const suite = [bin('vitest'), 'run', '--root', 'joined']
    const run = runProgram([bin('portside'), 'run', '--services', 'joined/services.ts', '--', ...suite], {
      cwd: project.directory,
      env: { MARK: mark },
    })
    const { code, output } = await run.ended
    expect(output).toContain('1 passed')
    expect(code).toBe(0)
  })

  test('needs no configuration for a single file, and says once what the plugin would do', async () => {
    await project.write({
      'alone/vitest.config.ts': 'export default {}',
      'alone/a.test.ts': `
        import { command, withServices } from 'portside/vitest'
        import { expect } from 'vitest'
        const test = withServices({ api: command(['node', ${JSON.stringify(serverPath('plain.mjs'))}, process.env.MARK]) })
        test('one', async ({ api }) => expect((await api.fetch('/')).status).toBe(200))
        test('two', async ({ api }) => expect((await api.fetch('/')).status).toBe(200))`,
    })
    const bin = join(project.directory, 'node_modules/.bin/vitest')
    const cwd = join(project.directory, 'alone')
    const { code, output } = await runProgram([bin, 'run', '--root', cwd], { cwd, env: { MARK: mark } }).ended
    expect(output).toContain('2 passed')
    expect(output.match(/api is started once for each test file/g)).toHaveLength(1)
    expect(output).toContain(
      "add the plugin to vitest.config.ts: plugins: [portside({ services: './services.ts' })], with import",
    )
    expect(code).toBe(0)
  })
})

/** Ends what is left of a program, if anything. */
function endGroup(pid: number | undefined): void {
  try {
    process.kill(-Number(pid), 'SIGKILL')
  } catch {
    // Nothing was left.
  }
}
