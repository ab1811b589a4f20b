import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createProject, type Project } from '../support/create-project'
import { processesWith } from '../support/leftovers'
import { runProgram } from '../support/run-program'
import { serverPath } from '../support/server-path'

const mark = randomUUID()
const plain = JSON.stringify(['node', serverPath('plain.mjs'), mark])

let project: Project

beforeAll(async () => {
  project = await createProject(['vitest@4.1.12', 'jest@30.5.2'])
})
afterAll(() => project.remove())
afterEach(async () => {
  expect(processesWith(mark)).toEqual([])
  for (const folder of ['suite', 'portside.config.ts', 'services.cjs'])
    await rm(join(project.directory, folder), { recursive: true, force: true })
})

/** Runs a program of the project in its folder `suite`. */
function run(program: string, ...args: readonly string[]) {
  const argv = program === 'node' ? [process.execPath] : [join(project.directory, 'node_modules/.bin', program)]
  return runProgram([...argv, ...args], { cwd: join(project.directory, 'suite') }).ended
}

const wrongCalls = [
  `command('node x', { prot: 1 })`,
  `command('node x', { timeout: 1 })`,
  `command('node x', { port: -1 })`,
  `command('node a && node b')`,
  `task('node "x')`,
  `task('jq {port}')`,
  `inProcess(5)`,
  `inProcess(() => {}, { env: {} })`,
  `external('x')`,
  `reservePort({ port: null })`,
  `defineService({})`,
  `override(command('node x'), { env: 5 })`,
  `override(command('node x'), { needs: { db: command('node x') } })`,
  `defineServices({ 'my-api': command('node x') })`,
  `defineServices({ api: command('node {db.url}'), db: command('node x') })`,
  `probe.http('x')`,
  `probe.all()`,
  `probe.grpc({ prot: 1 })`,
  `start(command('node x'), { signal: 5 })`,
  `leasePort({ port: [1] })`,
  `portside({ services: { api: command('node x') } })`,
]

test.each(['mjs', 'cjs'])('the stack of a wrong use begins with the line of the user (.%s)', async (type) => {
  const names = 'command, task, inProcess, external, reservePort, defineService, defineServices, override, probe'
  const load = (list: string, from: string) =>
    type === 'mjs' ? `import { ${list} } from '${from}'` : `const { ${list} } = require('${from}')`
  // Each call is in a line of its own, the first in line 10.
  const head = [
    load(names, 'portside/node-test'),
    load('start, leasePort', 'portside'),
    load('portside', 'portside/node-test'),
  ]
  const calls = wrongCalls.map((call) => `async () => await ${call},`)
  const lines = [...head, ...Array<string>(5).fill(''), 'const calls = [', ...calls, ']']
  const print = `;(async () => { for (const call of calls) await call().then(() => console.log('NO ERROR', String(call)), (error) => console.log(error.name, JSON.stringify(error.stack.split('\\n').filter((line) => /^\\s+at /.test(line))))) })()`
  await project.write({ [`suite/wrong.${type}`]: [...lines, print].join('\n') })
  const { output } = await run('node', `wrong.${type}`)
  const stacks = output.trim().split('\n')
  expect(stacks, output).toHaveLength(wrongCalls.length)
  for (const [index, call] of wrongCalls.entries()) {
    const [, name, json = '[]'] = /^(\w+) (.*)$/.exec(stacks[index] ?? '') ?? []
    const frames = JSON.parse(json) as readonly string[]
    expect(name, call).toBe('TypeError')
    expect(frames[0], call).toContain(`wrong.${type}:${10 + index}:`)
    expect(frames.join('\n'), call).not.toContain('node_modules')
  }
})

describe('portside() without an argument', () => {
  const services = `
    import { command, defineServices } from 'portside'
    export default defineServices({ api: command(${plain}, { ready: '/' }) })`

  test('finds the services file above the configuration of Vitest', async () => {
    await project.write({
      'portside.config.ts': services,
      'suite/vitest.config.mjs': `
        import { portside } from 'portside/vitest'
        export default { plugins: [portside({ provide: ['api'] }), portside()], test: { include: ['*.test.ts'] } }`,
      'suite/a.test.ts': vitestTest,
      'suite/b.test.ts': vitestTest,
    })
    const { code, output } = await run('vitest', 'run')
    expect(code, output).toBe(0)
    const pids = [...output.matchAll(/pid (\d+)/g)].map(([, pid]) => pid)
    expect(pids).toHaveLength(2)
    expect(new Set(pids).size).toBe(1)
  })

  test('finds the services file above the configuration of Jest', async () => {
    await project.write({
      'services.cjs': services
        .replace(
          `import { command, defineServices } from 'portside'`,
          `const { command, defineServices } = require('portside')`,
        )
        .replace('export default', 'module.exports ='),
      'suite/jest.config.js': `module.exports = require('portside/jest').portside()`,
      'suite/a.test.js': jestTest,
      'suite/b.test.js': jestTest,
    })
    const { code, output } = await run('jest')
    expect(code, output).toBe(0)
    const pids = [...output.matchAll(/pid (\d+)/g)].map(([, pid]) => pid)
    expect(new Set(pids).size, output).toBe(1)
  })

  test('finds the services file for portside run, in a folder below', async () => {
    await project.write({ 'portside.config.ts': services, 'suite/README.md': '' })
    const { code, output } = await run('portside', 'run', '--', 'sh', '-c', 'echo at $PORTSIDE_API_URL')
    expect(output).toMatch(/at http:\/\/127\.0\.0\.1:\d+/)
    expect(code).toBe(0)
  })

  test('fails with the folders that were searched when there is none', async () => {
    await project.write({
      'suite/vitest.config.mjs': `
        import { portside } from 'portside/vitest'
        export default { plugins: [portside()] }`,
      'suite/a.test.ts': `import { test } from 'vitest'\ntest('is not run', () => console.log('was run'))`,
    })
    const { code, output } = await run('vitest', 'run')
    expect(output).toContain(`Expected a services file: there is no services.ts or portside.config.ts`)
    expect(output).not.toContain('was run')
    expect(code).toBe(1)
  })
})

const vitestTest = `
  import { withServices } from 'portside/vitest'
  import services from '../portside.config'
  withServices(services)('is shared', ({ api }) => console.log('pid', api.pid))`

const jestTest = `
  const services = require('portside/jest').setupServices(require('../services.cjs'))
  test('is shared', () => console.log('pid ' + services.api.pid))`

test('a wrong value that a start finds names the service and its place', async () => {
  await project.write({
    'suite/start.mjs': `
      import { command, start } from 'portside'
      const api = command('node x', { env: () => ({ LEVEL: { x: 1 } }) })
      await start(api).catch((error) => console.log(error.stack))`,
  })
  const { output } = await run('node', 'start.mjs')
  const [message = '', frame = '', ...rest] = output.trim().split('\n')
  expect(message).toBe(
    "TypeError: service: Expected `env.LEVEL` to be a string without NUL, a number or undefined, got 'object'",
  )
  expect(frame).toMatch(/^ {4}at service \(.*start\.mjs:3:19\)$/)
  expect(rest.join('\n')).not.toContain('node_modules')
})

test.each([
  [
    'jest.config.cjs',
    'vitest',
    `portside({ services: './services.cjs' })`,
    `write import { portside } from 'portside/jest'`,
  ],
  ['playwright.config.cjs', 'jest', 'portside()', `in playwright.config.cjs, got that of 'portside/jest'`],
  ['vite.config.cjs', 'playwright', 'portside()', `in vite.config.cjs, got that of 'portside/playwright'`],
  ['jest.config.cjs', 'jest', 'setupServices({})', `A configuration has module.exports = portside({ services`],
  ['vitest.config.cjs', 'vitest', 'withServices({})', `A configuration has plugins: [portside({ services`],
  ['playwright.config.cjs', 'playwright', 'withServices({})', `a configuration has defineConfig(portside({ services`],
  ['jest.config.cjs', 'jest', 'portside({ bail: 1 })', 'has no option `bail`: the options of Jest are the second'],
  [
    'playwright.config.cjs',
    'playwright',
    'portside({ use: {} })',
    'has no option `use`: the options of Playwright Test',
  ],
  ['playwright.config.cjs', 'playwright', 'portside({}, {})', 'to have one argument: the options of Playwright Test'],
  ['vitest.config.cjs', 'vitest', 'portside({ test: {} })', 'has no option `test`: the options of Vitest stand beside'],
])('a configuration is answered with what it has: %s with %s: %s', async (file, runner, call, answer) => {
  const load = `const { portside, setupServices, withServices } = require('portside/${runner}')`
  await project.write({ [`suite/${file}`]: `${load}\n${call}` })
  const { code, output } = await run('node', file)
  expect(output).toContain(answer)
  expect(output).toContain(`${file}:2:`)
  expect(code).toBe(1)
})

test('a misspelt fixture is refused with the service of that name, and a name of the user is not', async () => {
  await project.write({
    'suite/vitest.config.mjs': `export default { test: { include: ['*.test.mjs'] } }`,
    'suite/a.test.mjs': `
      import { command, withServices } from 'portside/vitest'
      import { beforeEach, expect } from 'vitest'
      const base = withServices({ api: command(${plain}, { ready: '/' }) })
      const test = base.extend({ apid: ({}, use) => use('a fixture') })
      beforeEach(({ task }) => { task.context.apis = 'of a hook' })
      test('misspelt', ({ apii }) => console.log('was', 'run', apii))
      test('own', ({ apid, apis, app = 'a default', api, other }) => {
        expect([apid, apis, app, other]).toEqual(['a fixture', 'of a hook', 'a default', undefined])
        expect(api.url).toContain('http')
      })`,
  })
  const { code, output } = await run('vitest', 'run')
  expect(output).toContain('TypeError: No fixture is called `apii`: did you mean `api`?')
  expect(output).toContain('a.test.mjs:7:')
  expect(output).toContain('1 failed | 1 passed')
  expect(output).not.toContain('was run')
  expect(code).toBe(1)
})
