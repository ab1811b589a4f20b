import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createProject, type Project } from '../support/create-project'
import { processesWith } from '../support/leftovers'
import { runProgram } from '../support/run-program'
import { serverPath } from '../support/server-path'

let project: Project
let mark: string

beforeAll(async () => {
  project = await createProject(['vitest@4.1.12'])
  const chatty = `command(['node', ${JSON.stringify(serverPath('chatty.mjs'))}, process.env.MARK])`
  await project.write({
    'package.json': '{ "private": true, "type": "module" }',
    'services.ts': `
      import { command, defineServices } from 'portside'
      export default defineServices({ api: ${chatty}, web: ${chatty} })`,
    'vitest.config.ts': `
      import { portside } from 'portside/vitest'
      export default { plugins: [portside({ services: './services.ts' })], test: { testTimeout: 60_000 } }`,
  })
})
afterAll(() => project.remove())

beforeEach(() => (mark = randomUUID()))
afterEach(async () => {
  expect(processesWith(mark)).toEqual([])
  await rm(join(project.directory, 'tests'), { recursive: true, force: true })
})

const imports = `
  import { command, setupServices, withServices } from 'portside/vitest'
  import { beforeEach, describe, expect, test as plain } from 'vitest'
  import services from '../services'
  const test = withServices(services)`

/** Runs Vitest on a test file. */
async function vitest(body: string) {
  await project.write({ 'tests/a.test.ts': `${imports}\n${body}` })
  const argv = [join(project.directory, 'node_modules/.bin/vitest'), 'run', 'tests']
  return runProgram(argv, { cwd: project.directory, env: { MARK: mark } }).ended
}

describe('a failing test', () => {
  test('names the crash of a service as the cause of the tests that fail by it', async () => {
    const body = `
      test('by another client', async ({ api }) => {
        process.kill(api.pid, 'SIGKILL')
        await expect.poll(() => fetch(api.url).then(() => 'up', () => 'down'), { timeout: 10_000 }).toBe('down')
        expect('down').toBe('up')
      })
      test('later', async ({ api }) => { console.log('body', 'was', 'run') })
      test('without it', () => {})`
    const { output, code } = await vitest(body)
    expect(output.match(/api: was ended by SIGKILL, .* \(E_CRASHED\)/g)?.length).toBeGreaterThanOrEqual(2)
    expect(output).not.toContain('body was run')
    expect(output).toContain('2 failed | 1 passed')
    expect(code).toBe(1)
  })

  test('names the crash of a service that it takes, also where another hook came first', async () => {
    const { code, output } = await vitest(`
      beforeEach(({ task }) => {})
      test('dies', async ({ api }) => {
        process.kill(api.pid, 'SIGKILL')
        await expect(api.fetch('/')).rejects.toThrow('E_CRASHED')
      })
      test('later', ({ api }) => { console.log('body', 'was', 'run') })`)
    expect(output).not.toContain('body was run')
    expect(output).toContain('1 failed | 1 passed')
    expect(code).toBe(1)
  })

  test('shows what its own services have written since it began, and no others', async () => {
    const { code, output } = await vitest(`
      test('earlier', async ({ api }) => {
        await api.fetch('/earlier')
        await api.waitForOutput(/earlier/)
        // Output of the millisecond in which a test begins is taken for its own.
        await new Promise((resolve) => setTimeout(resolve, 2))
      })
      test('fails', async ({ api }) => {
        await api.fetch('/during')
        await expect.poll(() => api.output({ since: 'test' }), { timeout: 10_000 }).toBe('GET /during\\n')
        expect(await api.output()).toBe('GET /earlier\\nGET /during\\n')
        expect(1).toBe(2)
      })
      test('is silent', ({ api }) => expect(3).toBe(4))
      test('takes another', async ({ web }) => {
        await web.fetch('/web')
        for (let n = 1; n <= 30; n += 1) await web.fetch('/' + n)
        await web.waitForOutput(/30/)
        expect(5).toBe(6)
      })`)
    expect(output).toContain('expected 1 to be 2')
    expect(output).toContain('  Output of api since the test began:\n  | GET /during\n')
    expect(output.match(/Output of api/g)).toHaveLength(1)
    expect(output).not.toContain('| GET /earlier')
    expect(output).toContain('  Output of web since the test began, the last 20 of 31 lines:\n  | GET /11\n')
    expect(output).toContain('3 failed | 1 passed')
    expect(code).toBe(1)
  })

  test('shows it with the plain `test` too, of services that only its file has', async () => {
    const { code, output } = await vitest(`
      const { api: listed } = services
      const handles = setupServices({ own: command(['node', ${JSON.stringify(serverPath('chatty.mjs'))}, process.env.MARK]), listed })
      plain('fails', async () => {
        await handles.own.fetch('/own')
        await handles.listed.fetch('/listed')
        await Promise.all([handles.own.waitForOutput(/own/), handles.listed.waitForOutput(/listed/)])
        expect(1).toBe(2)
      })`)
    expect(output).toContain('  Output of own since the test began:\n  | GET /own\n')
    expect(output).toContain('  | GET /listed\n')
    expect(code).toBe(1)
  })
})
