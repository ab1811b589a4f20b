import { randomUUID } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createProject, type Project } from '../support/create-project'
import { processesWith } from '../support/leftovers'
import { runProgram } from '../support/run-program'

const files = 100
const workers = 4

let project: Project
let mark: string

beforeAll(async () => {
  project = await createProject(['vitest@4.1.12', 'jest@30.5.2'])
  await project.write({
    'server.mjs': `
      import { appendFileSync } from 'node:fs'
      import { createServer } from 'node:http'
      appendFileSync('started', 'x')
      createServer((request, response) => response.end(String(process.pid))).listen(process.env.PORT, process.env.HOST)`,
    'services.cjs': `
      const { command, defineServices } = require('portside')
      module.exports = defineServices({ api: command(['node', 'server.mjs', process.env.MARK]) })`,
    'vitest.config.mjs': `
      import { portside } from 'portside/vitest'
      export default { plugins: [portside({ services: './services.cjs' })] }`,
    'jest.config.cjs': `
      const { portside } = require('portside/jest')
      module.exports = portside({ services: './services.cjs' }, { transform: {}, testMatch: ['<rootDir>/tests/**/*.cjs'] })`,
  })
})
afterAll(() => project.remove())

beforeEach(() => (mark = randomUUID()))
afterEach(async () => {
  expect(processesWith(mark)).toEqual([])
  for (const name of ['tests', 'started']) await rm(join(project.directory, name), { recursive: true, force: true })
})

const runners = [
  {
    runner: 'Vitest',
    argv: ['node_modules/vitest/vitest.mjs', 'run'],
    extension: 'test.mjs',
    passed: `Tests  ${files} passed`,
    without: `import { test } from 'vitest'\ntest('adds', () => {})`,
    taking: `
      import { withServices } from 'portside/vitest'
      import services from '../services.cjs'
      withServices(services)('has it', ({ api }) => fetch(api.url))`,
  },
  {
    runner: 'Jest',
    argv: ['node_modules/jest/bin/jest.js'],
    extension: 'cjs',
    passed: `Tests:       ${files} passed`,
    without: `test('adds', () => {})`,
    taking: `
      const { setupServices } = require('portside/jest')
      const services = setupServices(require('../services.cjs'))
      test('has it', () => fetch(services.api.url))`,
  },
]

describe.each(runners)(
  `${files} files and ${workers} workers of $runner`,
  ({ argv, extension, passed, without, taking }) => {
    /** Runs as many files with this text, and returns how often the service was started. */
    async function startsOf(text: string): Promise<number> {
      const names = Array.from({ length: files }, (_, number) => `tests/${number}.${extension}`)
      await project.write(Object.fromEntries(names.map((name) => [name, text])))
      const run = runProgram(['node', ...argv, `--maxWorkers=${workers}`], {
        cwd: project.directory,
        env: { MARK: mark },
      })
      const { code, output } = await run.ended
      expect(output).toContain(passed)
      expect(code).toBe(0)
      return (await readFile(join(project.directory, 'started'), 'utf8').catch(() => '')).length
    }

    test('start one service once', async () => {
      expect(await startsOf(taking)).toBe(1)
    })

    test('start none that no test takes', async () => {
      expect(await startsOf(without)).toBe(0)
    })
  },
)
