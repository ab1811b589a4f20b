import { join } from 'node:path'
import { createProject, type Project } from '../../../support/create-project'
import { serverPath } from '../../../support/server-path'
import { actText } from './act'
import type { Ending } from './endings'
import { definitionsText, programs, stopTimeoutMs } from './programs'

/** A way to run tests with services: its command line, and in which folder of the project. */
export interface Runner {
  readonly name: string
  readonly folder: string
  readonly argv: readonly string[]
  /** Whether it has workers that share services; the test command of `portside run` is its only one, and ends the run. */
  readonly hasWorkers: boolean
  /** The endings that make no sense for it, with the reason. */
  readonly without: Partial<Record<Ending, string>>
}

/** The runners of the matrix; paths in their command lines are those of `project`. */
export const runners: readonly Runner[] = [
  {
    name: 'Vitest forks',
    folder: 'vitest',
    argv: ['.bin/vitest', 'run', '--pool=forks'],
    hasWorkers: true,
    without: {},
  },
  {
    name: 'Vitest threads',
    folder: 'vitest',
    argv: ['.bin/vitest', 'run', '--pool=threads'],
    hasWorkers: true,
    without: {},
  },
  { name: 'Jest', folder: 'jest', argv: ['.bin/jest', '--maxWorkers=2'], hasWorkers: true, without: {} },
  { name: 'Playwright Test', folder: 'playwright', argv: ['.bin/playwright', 'test'], hasWorkers: true, without: {} },
  {
    name: 'node:test',
    folder: 'node-test',
    argv: [process.execPath, '--require', './exit-at-signal.cjs', '--test', 'one.test.mjs'],
    hasWorkers: false,
    without: {},
  },
  {
    name: 'portside run',
    folder: 'run',
    argv: ['.bin/portside', 'run', '--', process.execPath, 'test.cjs'],
    hasWorkers: false,
    without: {},
  },
  {
    name: 'start()',
    folder: 'start',
    argv: [process.execPath, 'start.mjs'],
    hasWorkers: false,
    without: { 'worker killed': 'the script has no worker: it is the runner itself' },
  },
]

/** The command line of a runner of `project`, with the paths of programs filled in. */
export function argvOf({ argv }: Runner, { directory }: Project): readonly string[] {
  return argv.map((word) => (word.startsWith('.bin/') ? join(directory, 'node_modules', word) : word))
}

/** Installs all runners into one project, with a test each that ends as the environment's `ENDING` says. */
export async function createRunnersProject(): Promise<Project> {
  const project = await createProject(['vitest@4.1.12', 'jest@30.5.2', '@playwright/test@1.65.1'])
  await project.write({
    'act.cjs': actText,
    'serve/package.json': JSON.stringify({ private: true, scripts: { serve: `node ${serverPath('plain.mjs')}` } }),
    ...vitestFiles(project),
    ...jestFiles(project),
    ...playwrightFiles(project),
    ...nodeTestFiles(project),
    ...runFiles(project),
    ...startFiles(project),
  })
  return project
}

const names = programs.join(', ')

function definitions({ directory }: Project): string {
  return definitionsText(join(directory, 'serve'))
}

/** What a file holds, and its runner lends out: given back when the file's worker is gone. */
function ownText(): string {
  const plain = JSON.stringify([process.execPath, serverPath('plain.mjs')])
  return `own: command(${plain}, { scope: 'file', stopTimeoutMs: ${stopTimeoutMs}, env: { PROGRAM: 'own' } })`
}

function vitestFiles(project: Project): Record<string, string> {
  const test = `
    import { withServices } from 'portside/vitest'
    import { act, tell } from '../act.cjs'
    import services from './services.mjs'
    const test = withServices(services)
    if (process.env.ENDING === 'throws in setup') {
      test.beforeAll(async ({ ${names} }) => { await tell({ ${names} }); throw new Error('throws on purpose') }, 60_000)
      test('is not run', () => undefined)
    } else if (process.env.ENDING === 'worker killed') {
      test('loses a worker', async ({ own, ${names} }) => act({ ${names} }, own), 60_000)
    } else {
      test('acts', async ({ ${names} }) => act({ ${names} }), 60_000)
    }`
  return {
    'vitest/services.mjs': `
      import { command, defineServices } from 'portside'
      export default defineServices({ ${definitions(project)}, ${ownText()} })`,
    'vitest/vitest.config.mjs': `
      import { portside } from 'portside/vitest'
      import { exitAtSignal } from '../act.cjs'
      exitAtSignal()
      const isTwice = process.env.ENDING === 'worker killed'
      export default {
        plugins: [portside({ services: './services.mjs' })],
        test: { include: isTwice ? ['*.test.mjs'] : ['one.test.mjs'], maxWorkers: 1, fileParallelism: false },
      }`,
    'vitest/one.test.mjs': test,
    'vitest/two.test.mjs': test,
  }
}

function jestFiles(project: Project): Record<string, string> {
  const test = `
    const { setupServices } = require('portside/jest')
    const { act, tell } = require('../act.cjs')
    const isLost = process.env.ENDING === 'worker killed'
    const shared = ${JSON.stringify(programs)}
    const services = setupServices(require('./services'), ...shared, ...(isLost ? ['own'] : []))
    const handles = () => Object.fromEntries(shared.map((name) => [name, services[name]]))
    if (process.env.ENDING === 'throws in setup') {
      beforeAll(async () => { await tell(handles()); throw new Error('throws on purpose') })
    }
    test('acts', async () => act(handles(), isLost ? services.own : undefined), 60_000)`
  return {
    'jest/services.js': `
      const { command, defineServices } = require('portside')
      module.exports = defineServices({ ${definitions(project)}, ${ownText()} })`,
    'jest/jest.config.js': `
      const { portside } = require('portside/jest')
      require('../act.cjs').exitAtSignal()
      const isTwice = process.env.ENDING === 'worker killed'
      module.exports = portside({ services: './services.js' }, { testMatch: isTwice ? ['**/*.test.js'] : ['**/one.test.js'] })`,
    'jest/one.test.js': test,
    'jest/two.test.js': test,
  }
}

function playwrightFiles(project: Project): Record<string, string> {
  const test = `
    import { withServices } from 'portside/playwright'
    import { act, tell } from '../act.cjs'
    import services from './services.mjs'
    const test = withServices(services)
    if (process.env.ENDING === 'throws in setup') {
      test.beforeAll(async ({ ${names} }) => { await tell({ ${names} }); throw new Error('throws on purpose') })
      test('is not run', () => undefined)
    } else if (process.env.ENDING === 'worker killed') {
      test('loses a worker', async ({ own, ${names} }) => act({ ${names} }, own))
    } else {
      test('acts', async ({ ${names} }) => act({ ${names} }))
    }`
  return {
    'playwright/services.mjs': `
      import { command, defineServices } from 'portside'
      export default defineServices({ ${definitions(project)}, ${ownText()} })`,
    'playwright/playwright.config.mjs': `
      import { portside } from 'portside/playwright'
      import { exitAtSignal } from '../act.cjs'
      exitAtSignal()
      const isTwice = process.env.ENDING === 'worker killed'
      const testMatch = isTwice ? '*.spec.mjs' : 'one.spec.mjs'
      export default { ...portside({ services: './services.mjs' }), testMatch, workers: 1, timeout: 60_000 }`,
    'playwright/one.spec.mjs': test,
    'playwright/two.spec.mjs': test,
  }
}

function nodeTestFiles(project: Project): Record<string, string> {
  return {
    'node-test/exit-at-signal.cjs': `require('../act.cjs').exitAtSignal()`,
    'node-test/one.test.mjs': `
      import { before, describe, test } from 'node:test'
      import { command } from 'portside'
      import { setupServices } from 'portside/node-test'
      import { act, tell } from '../act.cjs'
      const services = setupServices({ ${definitions(project)} })
      // Node.js begins those hooks before the tests that stand outside of a suite all at the same moment.
      describe('a suite', () => {
        if (process.env.ENDING === 'throws in setup') {
          before(async () => { await tell(services); throw new Error('throws on purpose') })
        }
        test('acts', () => act(services))
      })`,
  }
}

function runFiles(project: Project): Record<string, string> {
  return {
    'run/services.mjs': `
      import { command, defineService, defineServices } from 'portside'
      import { exitAtSignal, tell } from '../act.cjs'
      exitAtSignal()
      const needs = { ${definitions(project)} }
      const broken = defineService({ needs, start: async ({ needs }) => { await tell(needs); throw new Error('throws on purpose') } })
      export default defineServices({ ...needs, ...(process.env.ENDING === 'throws in setup' ? { broken } : {}) })`,
    'run/test.cjs': `
      const { act } = require('../act.cjs')
      const value = (name, field) => process.env['PORTSIDE_' + name.toUpperCase() + '_' + field]
      const handleOf = (name) => ({ url: value(name, 'URL'), port: Number(value(name, 'PORT')) })
      act(Object.fromEntries(${JSON.stringify(programs)}.map((name) => [name, handleOf(name)])))`,
  }
}

function startFiles(project: Project): Record<string, string> {
  return {
    'start/start.mjs': `
      import { command, start } from 'portside'
      import { act, exitAtSignal, tell } from '../act.cjs'
      exitAtSignal()
      const definitions = { ${definitions(project)} }
      const started = await Promise.all(Object.values(definitions).map((definition) => start(definition)))
      const handles = Object.fromEntries(Object.keys(definitions).map((name, at) => [name, started[at]]))
      if (process.env.ENDING === 'throws in setup') {
        await tell(handles)
        await start(command([process.execPath, '-e', 'process.exitCode = 3']))
      }
      await act(handles)
      await Promise.all(started.map((service) => service.stop()))`,
  }
}
