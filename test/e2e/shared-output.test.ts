import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createProject, type Project } from '../support/create-project'
import { processesWith } from '../support/leftovers'
import { runProgram } from '../support/run-program'
import { serverPath } from '../support/server-path'

let project: Project
let mark: string

const services = `command(['node', ${JSON.stringify(serverPath('chatty.mjs'))}, process.env.MARK])`
// Each test waits until as many have begun.
const meeting = `
  const { mkdirSync, readdirSync, writeFileSync } = require('node:fs')
  exports.meet = async (count) => {
    mkdirSync('met', { recursive: true })
    writeFileSync('met/' + process.pid + Math.random(), '')
    while (readdirSync('met').length < count) await new Promise((resolve) => setTimeout(resolve, 20))
  }`

beforeAll(async () => {
  project = await createProject(['vitest@4.1.12', 'jest@30.5.2'])
  await project.write({
    'meeting.cjs': meeting,
    'services.cjs': `
      const { command, defineServices } = require('portside')
      module.exports = defineServices({ api: ${services} })`,
    'services.ts': `
      import { command, defineServices } from 'portside'
      export default defineServices({ api: ${services} })`,
    'vitest.config.mjs': `
      import { portside } from 'portside/vitest'
      export default { plugins: [portside({ services: './services.ts' })], test: { testTimeout: 60_000, maxWorkers: 2 } }`,
    'jest.config.js': `
      module.exports = require('portside/jest').portside({ services: './services.cjs' }, { testTimeout: 60_000, maxWorkers: 2 })`,
  })
})
afterAll(() => project.remove())

beforeEach(() => (mark = randomUUID()))
afterEach(async () => {
  expect(processesWith(mark)).toEqual([])
  for (const folder of ['tests', 'met']) await rm(join(project.directory, folder), { recursive: true, force: true })
})

async function run(argv: readonly string[]) {
  const { output, code } = await runProgram(argv, { cwd: project.directory, env: { MARK: mark } }).ended
  expect(code, output).toBe(1)
  return stripVTControlCharacters(output)
}

const bin = (program: string) => join(project.directory, 'node_modules/.bin', program)
const shared = (count: string) =>
  new RegExp(`Output of api since the test began, shared with ${count}:\\n[^]*GET /during`)

test('Vitest says that other tests used a service meanwhile: concurrent ones, and those of other workers', async () => {
  const head = `
    import { withServices } from 'portside/vitest'
    import { expect } from 'vitest'
    import services from '../services'
    import meeting from '../meeting.cjs'
    const test = withServices(services)`
  const meets = '{ await meeting.meet(3); await api.fetch("/others"); await meeting.meet(6) }'
  await project.write({
    'tests/a.test.ts': `${head}
      test.concurrent('fails', async ({ api }) => {
        await meeting.meet(3)
        await api.fetch('/during')
        await api.waitForOutput(/during/)
        await meeting.meet(6)
        expect(1).toBe(2)
      })
      test.concurrent('beside it', async ({ api }) => ${meets})
      test.concurrent('uses no service', async () => undefined)`,
    'tests/b.test.ts': `${head}\ntest('in another worker', async ({ api }) => ${meets})`,
  })
  expect(await run([bin('vitest'), 'run', 'tests'])).toMatch(shared('2 other tests'))
})

test('Vitest says nothing of it where no other test ran', async () => {
  await project.write({
    'tests/a.test.ts': `
      import { withServices } from 'portside/vitest'
      import { expect } from 'vitest'
      import services from '../services'
      const test = withServices(services)
      test('before', async ({ api }) => { await api.fetch('/before') })
      test('fails', async ({ api }) => {
        await api.fetch('/during')
        await api.waitForOutput(/during/)
        expect(1).toBe(2)
      })`,
  })
  const output = await run([bin('vitest'), 'run', 'tests'])
  expect(output).toContain('Output of api since the test began:')
  expect(output).not.toContain('shared with')
})

const setUpFile = (adapter: string, name: string, then: string) => `
  ${adapter === 'portside/node-test' ? "const { test } = require('node:test')" : ''}
  const { setupServices } = require('${adapter}')
  const { meet } = require('../meeting.cjs')
  const services = setupServices(require('../services.cjs'), 'api')
  test('${name}', async () => {
    await meet(2)
    await services.api.fetch('/during')
    await services.api.waitForOutput(/during/)
    await meet(4)
    ${then}
  })`

test.each([
  ['Jest', 'portside/jest', () => [bin('jest'), 'tests']],
  [
    'node:test',
    'portside/node-test',
    () => [
      bin('portside'),
      'run',
      '--services',
      'services.cjs',
      '--',
      ...nodeTest,
      'tests/a.test.cjs',
      'tests/b.test.cjs',
    ],
  ],
])('%s says that a test of another worker used a service meanwhile', async (_, adapter, argv) => {
  const extension = adapter === 'portside/jest' ? 'js' : 'cjs'
  await project.write({
    [`tests/a.test.${extension}`]: setUpFile(adapter, 'fails', 'throw new Error("no")'),
    [`tests/b.test.${extension}`]: setUpFile(adapter, 'passes', ''),
  })
  expect(await run(argv())).toMatch(/Output of api since the test began, shared with 1 other test:\n[^]*GET \/during/)
})

const nodeTest = [process.execPath, '--test', '--test-reporter=spec', '--test-concurrency=2']
