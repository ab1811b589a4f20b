import { serverPath } from '../../../support/server-path'
import { definitionsText, extraText, programs, stopTimeoutMs } from './programs'

const names = programs.join(', ')
const exitsAtImport = `if (process.env.ENDING === 'exits at import') process.exit(0)`
const isTwice = `['worker killed', 'bails'].includes(process.env.ENDING)`
const isAtStart = `['start fails', 'Ctrl-C at start'].includes(process.env.ENDING)`
const servicesPath = (name: string) => `process.env.ENDING === 'no services' ? './none.mjs' : './${name}'`

/** The files of a project in which every runner finds its configuration, the services, and tests; npm's service is in `serveFolder`. */
export function runnerFiles(serveFolder: string): Readonly<Record<string, string>> {
  const definitions = definitionsText(serveFolder)
  return {
    'serve/package.json': JSON.stringify({ private: true, scripts: { serve: `node ${serverPath('plain.mjs')}` } }),
    ...vitestFiles(definitions),
    ...jestFiles(definitions),
    ...playwrightFiles(definitions),
    ...nodeTestFiles(definitions),
    ...runFiles(definitions),
    ...startFiles(definitions),
  }
}

/** The services of a run, as an object. `own` is what a file holds, and its runner lends out: given back when the file's worker is gone. */
function servicesText(definitions: string): string {
  const plain = JSON.stringify([process.execPath, serverPath('plain.mjs')])
  return `{
    ${definitions},
    own: command(${plain}, { scope: 'file', stopTimeoutMs: ${stopTimeoutMs}, env: { PROGRAM: 'own' } }),
    ...(${isAtStart} ? { extra: ${extraText()} } : {}),
  }`
}

function moduleServices(definitions: string): string {
  return `
    import { command, defineServices } from 'portside'
    if (process.env.ENDING === 'services throw') throw new Error('throws on purpose')
    export default defineServices(${servicesText(definitions)})`
}

/** Tests of a runner that gives services as fixtures. */
function fixtureTests(adapter: string): string {
  return `
    import { withServices } from 'portside/${adapter}'
    import { act, report } from '../act.cjs'
    import services from './services.mjs'
    ${exitsAtImport}
    const test = withServices(services)
    if (process.env.ENDING === 'throws in setup') {
      test.beforeAll(async ({ ${names} }) => { await report({ ${names} }); throw new Error('throws on purpose') })
      test('is not run', () => undefined)
    } else if (process.env.ENDING === 'worker killed') {
      test('loses a worker', async ({ own, ${names} }) => act({ ${names} }, own))
    } else if (${isAtStart}) {
      test('is not run', async ({ extra, ${names} }) => act({ ${names} }))
    } else {
      test('acts', async ({ ${names} }) => act({ ${names} }))
    }`
}

function vitestFiles(definitions: string): Record<string, string> {
  return {
    'vitest/services.mjs': moduleServices(definitions),
    'vitest/vitest.config.mjs': `
      import { portside } from 'portside/vitest'
      import { exitAtSignal } from '../act.cjs'
      exitAtSignal()
      export default {
        plugins: [portside({ services: ${servicesPath('services.mjs')} })],
        test: {
          include: ${isTwice} ? ['*.test.mjs'] : ['one.test.mjs'],
          maxWorkers: 1, fileParallelism: false, testTimeout: 120_000, hookTimeout: 120_000,
        },
      }`,
    'vitest/one.test.mjs': fixtureTests('vitest'),
    'vitest/two.test.mjs': fixtureTests('vitest'),
  }
}

function jestFiles(definitions: string): Record<string, string> {
  const test = `
    ${exitsAtImport}
    const { setupServices } = require('portside/jest')
    const { act, report } = require('../act.cjs')
    const isLost = process.env.ENDING === 'worker killed'
    const shared = ${JSON.stringify(programs)}
    const services = setupServices(require('./services'), ...shared, ...(isLost ? ['own'] : []), ...(${isAtStart} ? ['extra'] : []))
    const handles = () => Object.fromEntries(shared.map((name) => [name, services[name]]))
    if (process.env.ENDING === 'throws in setup') {
      beforeAll(async () => { await report(handles()); throw new Error('throws on purpose') })
    }
    test('acts', async () => act(handles(), isLost ? services.own : undefined), 120_000)`
  return {
    'jest/services.js': `
      const { command, defineServices } = require('portside')
      if (process.env.ENDING === 'services throw') throw new Error('throws on purpose')
      module.exports = defineServices(${servicesText(definitions)})`,
    'jest/jest.config.js': `
      const { portside } = require('portside/jest')
      require('../act.cjs').exitAtSignal()
      const testMatch = ${isTwice} ? ['**/*.test.js'] : ['**/one.test.js']
      module.exports = portside({ services: ${servicesPath('services.js')} }, { testMatch })`,
    'jest/one.test.js': test,
    'jest/two.test.js': test,
  }
}

function playwrightFiles(definitions: string): Record<string, string> {
  return {
    'playwright/services.mjs': moduleServices(definitions),
    'playwright/playwright.config.mjs': `
      import { portside } from 'portside/playwright'
      import { exitAtSignal } from '../act.cjs'
      exitAtSignal()
      const testMatch = ${isTwice} ? '*.spec.mjs' : 'one.spec.mjs'
      export default { ...portside({ services: ${servicesPath('services.mjs')} }), testMatch, workers: 1, timeout: 120_000 }`,
    'playwright/one.spec.mjs': fixtureTests('playwright'),
    'playwright/two.spec.mjs': fixtureTests('playwright'),
  }
}

function nodeTestFiles(definitions: string): Record<string, string> {
  const test = `
    import { before, describe, test } from 'node:test'
    import { setupServices } from 'portside/node-test'
    import { act, report } from '../act.cjs'
    import definitions from './services.mjs'
    ${exitsAtImport}
    const isLost = process.env.ENDING === 'worker killed'
    const shared = ${JSON.stringify(programs)}
    const services = setupServices(definitions, ...shared, ...(isLost ? ['own'] : []), ...(${isAtStart} ? ['extra'] : []))
    const handles = () => Object.fromEntries(shared.map((name) => [name, services[name]]))
    // Node.js begins those hooks before the tests that stand outside of a suite all at the same moment.
    describe('a suite', () => {
      if (process.env.ENDING === 'throws in setup') {
        before(async () => { await report(handles()); throw new Error('throws on purpose') })
      }
      test('acts', () => act(handles(), isLost ? services.own : undefined))
    })`
  return {
    'node-test/exit-at-signal.cjs': `require('../act.cjs').exitAtSignal()`,
    'node-test/global-setup.mjs': `
      import { portside } from 'portside/node-test'
      import { exitAtSignal } from '../act.cjs'
      exitAtSignal()
      export const { globalSetup, globalTeardown } = portside({ services: ${servicesPath('services.mjs')} })`,
    // The main process of \`portside run\` loads it.
    'node-test/services.mjs': `import { exitAtSignal } from '../act.cjs'\nexitAtSignal()\n${moduleServices(definitions)}`,
    'node-test/one.test.mjs': test,
    'node-test/two.test.mjs': test,
  }
}

function runFiles(definitions: string): Record<string, string> {
  return {
    'run/services.mjs': `
      import { command, defineService, defineServices } from 'portside'
      import { exitAtSignal, report } from '../act.cjs'
      exitAtSignal()
      if (process.env.ENDING === 'services throw') throw new Error('throws on purpose')
      const { own, ...needs } = ${servicesText(definitions)}
      const broken = defineService({ needs, start: async ({ needs }) => { await report(needs); throw new Error('throws on purpose') } })
      export default defineServices({ ...needs, ...(process.env.ENDING === 'throws in setup' ? { broken } : {}) })`,
    'run/test.cjs': `
      const { act } = require('../act.cjs')
      const value = (name, field) => process.env['PORTSIDE_' + name.toUpperCase() + '_' + field]
      const handleOf = (name) => ({ url: value(name, 'URL'), port: Number(value(name, 'PORT')) })
      act(Object.fromEntries(${JSON.stringify(programs)}.map((name) => [name, handleOf(name)])))`,
  }
}

function startFiles(definitions: string): Record<string, string> {
  return {
    'start/start.mjs': `
      import { command, start } from 'portside'
      import { act, exitAtSignal, report } from '../act.cjs'
      exitAtSignal()
      const { own, ...definitions } = ${servicesText(definitions)}
      const started = await Promise.all(Object.values(definitions).map((definition) => start(definition)))
      const handles = Object.fromEntries(Object.keys(definitions).map((name, at) => [name, started[at]]))
      if (process.env.ENDING === 'throws in setup') {
        await report(handles)
        await start(command([process.execPath, '-e', 'process.exitCode = 3']))
      }
      await act(handles)
      await Promise.all(started.map((service) => service.stop()))`,
  }
}
