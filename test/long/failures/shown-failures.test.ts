import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { extname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProject, type Project } from '../../support/create-project'
import { runProgram } from '../../support/run-program'
import { failures, lineOf, servicesLines } from './failing-services'
import { shownOutput } from './shown-output'

let project: Project
let taken: Server

/** The lines of a services file before its services. */
const heads = {
  'services.ts': [`import { command, defineServices } from 'portside'`, `type Unused = { readonly a: string }`],
  'services.cjs': [`const { command, defineServices } = require('portside')`],
} as const

beforeAll(async () => {
  project = await createProject(['vitest@4.1.12', 'jest@30.5.2', '@playwright/test@1.65.1'])
  taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const lines = servicesLines((taken.address() as { port: number }).port)
  const names = Object.values(failures).map(({ service }) => service)
  const act = (handle: string, service: string) =>
    service === 'crash' ? `await ${handle}.fetch('/die')` : `void ${handle}`
  await project.write({
    'package.json': '{ "private": true, "type": "module" }',
    'services.ts': [...heads['services.ts'], ...lines, 'export default services'].join('\n'),
    'services.cjs': [...heads['services.cjs'], ...lines, 'module.exports = services'].join('\n'),
    'vitest.config.ts': `
      import { portside } from 'portside/vitest'
      export default { plugins: [portside({ services: './services.ts' })], test: { include: ['vitest/*.test.ts'], testTimeout: 60_000 } }`,
    'jest.config.cjs': `
      const { portside } = require('portside/jest')
      module.exports = portside({ services: './services.cjs' }, { testMatch: ['<rootDir>/jest/*.cjs'], testTimeout: 60_000 })`,
    'playwright.config.ts': `
      import { defineConfig } from '@playwright/test'
      import { portside } from 'portside/playwright'
      export default defineConfig(portside({ services: './services.ts' }), { testDir: 'playwright', workers: 1 })`,
    ...Object.fromEntries(
      names.flatMap((name) => [
        [`vitest/${name}.test.ts`, vitestFile(name, act(name, name))],
        [`jest/${name}.cjs`, setUpFile('portside/jest', '../services.cjs', name, act(`services.${name}`, name))],
        [`playwright/${name}.spec.ts`, playwrightFile(name, act(name, name))],
        [
          `node-test/${name}.cjs`,
          setUpFile('portside/node-test', '../services.cjs', name, act(`services.${name}`, name)),
        ],
      ]),
    ),
    ...Object.fromEntries(
      mistakes.flatMap(({ name, text }) => [
        [`${name}.ts`, [heads['services.ts'][0], text, 'export default services'].join('\n')],
        [`${name}.cjs`, [heads['services.cjs'][0], text, 'module.exports = services'].join('\n')],
        [`vitest/${name}.test.ts`, vitestFile('api', 'void api', name)],
        [`jest/${name}.cjs`, setUpFile('portside/jest', `../${name}.cjs`, 'api', 'void services.api')],
        [`playwright/${name}.spec.ts`, playwrightFile('api', 'void api', name)],
        [`node-test/${name}.cjs`, setUpFile('portside/node-test', `../${name}.cjs`, 'api', 'void services.api')],
      ]),
    ),
  })
})
afterAll(async () => {
  taken?.close()
  await project?.remove()
})

function vitestFile(name: string, act: string, file = 'services'): string {
  return `import { withServices } from 'portside/vitest'
import services from '../${file}'
const test = withServices(services)
test('takes it', async ({ ${name} }) => {
  ${act}
})`
}

function playwrightFile(name: string, act: string, file = 'services'): string {
  return `import { withServices } from 'portside/playwright'
import services from '../${file}'
const test = withServices(services)
test('takes it', async ({ ${name} }) => {
  ${act}
})`
}

function setUpFile(adapter: string, file: string, name: string, act: string): string {
  const runner = adapter === 'portside/node-test' ? `const { test } = require('node:test')\n` : ''
  return `${runner}const { setupServices } = require('${adapter}')
const services = setupServices(require('${file}'), '${name}')
test('takes it', async () => {
  ${act}
})`
}

interface Mistake {
  /** The name of the services file and of the test file that loads it. */
  readonly name: string
  readonly text: string
  /** The line of the mistake, the head of the file included. */
  readonly line: number
  readonly message: string
}

/** Mistakes that a services file makes when it is loaded. */
const mistakes: readonly Mistake[] = [
  {
    name: 'misspelt',
    text: `\nconst services = defineServices({\n  api: command('node server.js', { reddy: '/' }),\n})`,
    line: 4,
    message: 'command() has no option `reddy`: did you mean `ready`?',
  },
  {
    name: 'throwing',
    text: `\nif (command) throw new Error('there is no configuration')\nconst services = defineServices({ api: command('node server.js') })`,
    line: 3,
    message: 'there is no configuration',
  },
]

interface Runner {
  readonly name: string
  readonly services: keyof typeof heads
  /** The line of the test file that asks for the service. */
  readonly asks: (service: string) => string
  readonly argv: (service: string) => readonly string[]
  /** Returns the part of the output that reports the failure. */
  readonly report: (output: string) => string
}

const all = (output: string) => output

const bin = (program: string) => join(project.directory, 'node_modules/.bin', program)
const vitest = (service: string) => [bin('vitest'), 'run', `vitest/${service}.test.ts`]

const runners: readonly Runner[] = [
  {
    name: 'Vitest',
    services: 'services.ts',
    asks: (service) => `vitest/${service}.test.ts:${service === 'crash' ? 5 : 4}`,
    argv: vitest,
    report: all,
  },
  {
    name: 'Jest',
    services: 'services.cjs',
    asks: (service) => `jest/${service}.cjs:${service === 'crash' ? 4 : 2}`,
    argv: (service) => [bin('jest'), `jest/${service}.cjs`],
    report: all,
  },
  {
    name: 'Playwright Test',
    services: 'services.ts',
    asks: (service) => `playwright/${service}.spec.ts:${service === 'crash' ? 5 : 4}`,
    argv: (service) => [bin('playwright'), 'test', '--reporter=list', `${service}.spec.ts`],
    // The output of the service is attached besides.
    report: (output) => output.split('attachment #')[0] ?? '',
  },
  {
    name: 'node:test',
    services: 'services.cjs',
    asks: (service) => `node-test/${service}.cjs:${service === 'crash' ? 5 : 3}`,
    argv: (service) => [process.execPath, '--test', '--test-reporter=spec', `node-test/${service}.cjs`],
    // The reporter repeats failures at the end.
    report: (output) => output.split('failing tests:')[1] ?? '',
  },
]

// Other versions of Node.js print errors of node:test in other ways.
const isUsual = process.versions.node.startsWith('20.')

describe.each(runners)('$name shows the lines of the user, the cause once and no frame of portside', (runner) => {
  test.each(Object.entries(failures))('%s', async (name, { service, cause, code }) => {
    // Runners choose other reporters in CI.
    const env = { CI: '', GITHUB_ACTIONS: '' }
    const { output, code: exitCode } = await runProgram(inOrder(runner.argv(service)), { cwd: project.directory, env })
      .ended
    expect(exitCode, output).toBe(1)
    const shown = shownOutput(runner.report(output), project.directory)
    expect(shown).toContain(code)
    expect(shown).toContain(`${runner.services}:${lineOf(service, heads[runner.services].length)}`)
    expect(shown).toContain(runner.asks(service))
    expect(shown).not.toMatch(/node_modules[/\\]portside[/\\]dist/)
    expect(shown.split(cause)).toHaveLength(2)
    if (isUsual) await expect(shown).toMatchFileSnapshot(`shown/${runner.name} ${name}.txt`)
  })
})

describe.each(runners)('$name shows the line of a mistake in a services file', (runner) => {
  // With Node.js 20, Playwright Test posts the source map from the thread of its loader and does not wait: now and then it shows the line of the
  // compiled file, also for an error that has nothing to do with this package.
  const retry = runner.name === 'Playwright Test' && isUsual ? 3 : 0
  test.each(mistakes)('$name', { retry }, async ({ name, line, message }) => {
    const { output, code } = await runProgram(runner.argv(name), { cwd: project.directory }).ended
    expect(code, output).toBe(1)
    const shown = shownOutput(output, project.directory)
    expect(shown).toContain(message)
    expect(shown).toContain(`${name}${extname(runner.services)}:${line}`)
    // Above the message of an error that nobody catches, Node.js itself prints the line that threw it.
    expect(shown.slice(shown.indexOf(message))).not.toMatch(/node_modules[/\\]portside[/\\]dist/)
  })
})

describe('reporters for machines have the line of the service', () => {
  const line = lineOf('early', heads['services.ts'].length)

  test('github-actions annotates it', async () => {
    const { output } = await runProgram([...vitest('early'), '--reporter=github-actions'], { cwd: project.directory })
      .ended
    expect(output).toMatch(new RegExp(`::error file=.*services\\.ts,title=.*,line=${line},`))
    expect(output).toContain('no disk space for early')
  })

  test.each(['junit', 'json'])('%s', async (reporter) => {
    const { output } = await runProgram([...vitest('web'), `--reporter=${reporter}`], { cwd: project.directory }).ended
    expect(output).toContain(`services.ts:${heads['services.ts'].length + 1}`)
    expect(output).toContain(`services.ts:${lineOf('web', heads['services.ts'].length)}`)
    expect(output).toContain('no disk space for init')
    expect(output).not.toMatch(/node_modules[/\\]portside[/\\]dist/)
  })

  test("Playwright's github reporter annotates it", async () => {
    const argv = [bin('playwright'), 'test', 'early.spec.ts', '--reporter=github']
    const { output } = await runProgram(argv, { cwd: project.directory }).ended
    expect(output).toMatch(new RegExp(`::error file=services\\.ts,title=.*,line=${line},`))
  })
})

/** Has a program write to one pipe, so that its two streams keep their order. */
function inOrder(argv: readonly string[]): readonly string[] {
  return ['sh', '-c', 'exec "$@" 2>&1', 'sh', ...argv]
}
