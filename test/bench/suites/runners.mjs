// Suites that know nothing of a service have a module of fixtures and one of constants all the same: to load two modules of its own costs a file something, too.
const vitestPlain = {
  'fixtures.mjs': `
    import { test as plain } from 'vitest'
    import constants from './constants.mjs'
    export const test = plain.extend({ api: async ({}, use) => use(constants.api) })`,
  'constants.mjs': 'export default { api: { port: 1 } }',
  test: `
    import { expect } from 'vitest'
    import { test } from '../fixtures.mjs'
    test('has it', ({ api }) => expect(api.port).toBeGreaterThan(0))`,
}

const vitestPlugin = `
  import { portside } from 'portside/vitest'
  export default { plugins: [portside({ services: './services.mjs' })] }`

const jestPlain = {
  'constants.js': 'module.exports = { api: { port: 1 } }',
  test: `
    const constants = require('../constants.js')
    test('has it', () => expect(constants.api.port).toBeGreaterThan(0))`,
}

const jestPlugin = `
  const { portside } = require('portside/jest')
  module.exports = portside({ services: './services.js' }, { transform: {} })`

/**
 * The suites of each runner: three suites of the same tests. `plain` knows nothing of portside, `idle` has it configured and takes no service, and each
 * file of `shared` takes the one service of the run.
 */
export const runners = {
  vitest: {
    packages: ['vitest@4.1.12'],
    argv: (workers) => ['node_modules/vitest/vitest.mjs', 'run', `--maxWorkers=${workers}`],
    passed: (files) => `${files} passed (${files})`,
    testFile: (number) => `tests/${number}.test.mjs`,
    suites: {
      plain: { ...vitestPlain, 'vitest.config.mjs': 'export default {}' },
      idle: { ...vitestPlain, 'vitest.config.mjs': vitestPlugin },
      shared: {
        'vitest.config.mjs': vitestPlugin,
        'fixtures.mjs': `
          import { withServices } from 'portside/vitest'
          import services from './services.mjs'
          export const test = withServices(services)`,
        test: vitestPlain.test,
      },
    },
    services: {
      'services.mjs': `
        import { command, defineServices } from 'portside'
        export default defineServices({ api: command('node server.mjs') })`,
    },
  },
  jest: {
    packages: ['jest@30.5.2'],
    argv: (workers) => ['node_modules/jest/bin/jest.js', `--maxWorkers=${workers}`],
    passed: (files) => `${files} passed, ${files} total`,
    testFile: (number) => `tests/${number}.test.js`,
    suites: {
      plain: { ...jestPlain, 'jest.config.js': 'module.exports = { transform: {} }' },
      idle: { ...jestPlain, 'jest.config.js': jestPlugin },
      shared: {
        'jest.config.js': jestPlugin,
        test: `
          const { setupServices } = require('portside/jest')
          const services = setupServices(require('../services.js'), 'api')
          test('has it', () => expect(services.api.port).toBeGreaterThan(0))`,
      },
    },
    services: {
      'services.js': `
        const { command, defineServices } = require('portside')
        module.exports = defineServices({ api: command('node server.mjs') })`,
    },
  },
}

/** The service: it reports each of its starts. */
export const server = `
  import { appendFileSync } from 'node:fs'
  import { createServer } from 'node:http'
  appendFileSync(process.env.BENCH_STARTS, 'x')
  createServer((request, response) => response.end()).listen(process.env.PORT, process.env.HOST)`
