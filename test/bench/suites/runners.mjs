/**
 * What each runner runs: three suites of the same tests. `plain` knows nothing of portside, `idle` has it configured and takes no service, and each
 * file of `shared` takes the one service of the run.
 */
export const runners = {
  vitest: {
    packages: ['vitest@4.1.12'],
    argv: (workers) => ['node_modules/vitest/vitest.mjs', 'run', `--maxWorkers=${workers}`],
    passed: (files) => `${files} passed (${files})`,
    testFile: (number) => `tests/${number}.test.mjs`,
    suites: {
      plain: {
        'vitest.config.mjs': 'export default {}',
        test: `import { expect, test } from 'vitest'\ntest('adds', () => expect(1 + 1).toBe(2))`,
      },
      idle: {
        'vitest.config.mjs': `
          import { portside } from 'portside/vitest'
          export default { plugins: [portside({ services: './services.mjs' })] }`,
        test: `import { expect, test } from 'vitest'\ntest('adds', () => expect(1 + 1).toBe(2))`,
      },
      shared: {
        'vitest.config.mjs': `
          import { portside } from 'portside/vitest'
          export default { plugins: [portside({ services: './services.mjs' })] }`,
        'fixtures.mjs': `
          import { withServices } from 'portside/vitest'
          import services from './services.mjs'
          export const test = withServices(services)`,
        test: `
          import { expect } from 'vitest'
          import { test } from '../fixtures.mjs'
          test('has it', ({ api }) => expect(api.port).toBeGreaterThan(0))`,
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
      plain: {
        'jest.config.js': 'module.exports = { transform: {} }',
        test: `test('adds', () => expect(1 + 1).toBe(2))`,
      },
      idle: {
        'jest.config.js': `
          const { portside } = require('portside/jest')
          module.exports = portside({ services: './services.js' }, { transform: {} })`,
        test: `test('adds', () => expect(1 + 1).toBe(2))`,
      },
      shared: {
        'jest.config.js': `
          const { portside } = require('portside/jest')
          module.exports = portside({ services: './services.js' }, { transform: {} })`,
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

/** The service: it tells each of its starts. */
export const server = `
  import { appendFileSync } from 'node:fs'
  import { createServer } from 'node:http'
  appendFileSync(process.env.BENCH_STARTS, 'x')
  createServer((request, response) => response.end()).listen(process.env.PORT, process.env.HOST)`
