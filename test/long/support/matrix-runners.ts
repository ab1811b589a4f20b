import { existsSync } from 'node:fs'
import { serverPath } from '../../support/server-path'
import { chromium } from '../../support/playwright-project'

/** A version of a test runner, and a project that it runs with every version of Node.js. */
export interface MatrixRunner {
  readonly name: string
  /** The packages that are installed beside portside. */
  readonly dependencies: readonly string[]
  /** The major versions of Node.js that it supports. */
  readonly nodes: readonly number[]
  readonly files: Readonly<Record<string, string>>
  /** The arguments of Node.js. */
  readonly argv: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** The output that a run has in which one test is meant to fail. */
  readonly says: readonly string[]
}

const every = [20, 22, 24, 26]
const server = (name: string, ...args: string[]) =>
  `command(['node', ${[serverPath(name), ...args].map((word) => JSON.stringify(word)).join(', ')}, process.env.MARK])`

const services = `
  import { command, defineServices } from 'portside'
  const db = ${server('plain.mjs')}
  const api = command(['node', ${JSON.stringify(serverPath('chatty.mjs'))}, process.env.MARK], { needs: { db }, env: ({ db }) => ({ DB: db.url }) })
  const slow = ${server('late.mjs', '2500')}
  export default defineServices({ db, api, slow })`

const printAndFail = `
  console.log('api pid', await (await api.fetch('/printed')).text(), '.')
  expect('down').toBe('up')`

function vitest(version: string, nodes: readonly number[], slowTest = ''): MatrixRunner {
  // A busy machine needs more where the start of a service is part of a test's time.
  const testTimeout = slowTest === '' ? 10_000 : 2000
  return {
    name: `Vitest ${version}`,
    dependencies: [`vitest@${version}`],
    nodes,
    argv: ['node_modules/vitest/vitest.mjs', 'run'],
    files: {
      'package.json': '{ "private": true, "type": "module" }',
      'services.ts': services,
      'vitest.config.ts': `
        import { portside } from 'portside/vitest'
        export default { plugins: [portside({ services: './services.ts' })], test: { testTimeout: ${testTimeout} } }`,
      'fixtures.test.ts': `
        import { withServices } from 'portside/vitest'
        import { expect } from 'vitest'
        import services from './services'
        const test = withServices(services)
        test('fails', async ({ api }) => {${printAndFail}})
        ${slowTest}`,
      'hooks.test.ts': `
        import { setupServices } from 'portside/vitest'
        import { expect, test } from 'vitest'
        import services from './services'
        const handles = setupServices(services, 'api', 'slow')
        test('passes', async () => {
          console.log('api pid', await (await handles.api.fetch('/')).text(), '.')
          expect((await handles.slow.fetch('/')).status).toBe(200)
        })`,
    },
    says: ['Output of api since the test began', '| GET /printed', `1 failed | ${slowTest === '' ? 1 : 2} passed`],
  }
}

const slowTest = `test('is slow', async ({ slow }) => expect((await slow.fetch('/')).status).toBe(200))`

function jest(version: string): MatrixRunner {
  const commonPart = `test('passes', async () => {
    console.log('api pid', await (await handles.api.fetch('/')).text(), '.')
  })`
  return {
    name: `Jest ${version}`,
    dependencies: [
      `jest@${version}`,
      'ts-jest@29',
      'typescript@5.9',
      '@babel/core@7',
      '@babel/plugin-transform-modules-commonjs@7',
    ],
    nodes: every,
    argv: ['node_modules/jest/bin/jest.js'],
    env: { NODE_OPTIONS: '--experimental-vm-modules' },
    files: {
      'package.json': '{ "private": true }',
      'tsconfig.json':
        '{ "compilerOptions": { "module": "commonjs", "esModuleInterop": true, "isolatedModules": true } }',
      'babel.config.js': `module.exports = { plugins: ['@babel/plugin-transform-modules-commonjs'] }`,
      'services.ts': services,
      'jest.config.js': `
        const { portside } = require('portside/jest')
        module.exports = portside({ services: './services.ts' }, {
          testTimeout: 2000,
          testMatch: ['<rootDir>/*.test.*'],
          moduleFileExtensions: ['js', 'mjs', 'cjs', 'ts', 'json'],
          transform: { '\\\\.ts$': 'ts-jest', '\\\\.js$': 'babel-jest' },
        })`,
      'common.test.cjs': `
        const { setupServices } = require('portside/jest')
        const handles = setupServices(require('./services').default, 'api', 'slow')
        ${commonPart}`,
      'babel.test.js': `
        import { setupServices } from 'portside/jest'
        import services from './services'
        const handles = setupServices(services, 'api')
        ${commonPart}`,
      'types.test.ts': `
        import { setupServices } from 'portside/jest'
        import services from './services'
        const handles = setupServices(services, 'api')
        test('fails', async () => { const { api } = handles; ${printAndFail} })`,
      'module.test.mjs': `
        import { command, setupServices } from 'portside/jest'
        const handles = setupServices({ own: ${server('plain.mjs')} })
        test('passes', async () => expect((await handles.own.fetch('/')).status).toBe(200))`,
    },
    says: ['Output of api since the test began', '| GET /printed', '1 failed, 3 passed'],
  }
}

function playwright(version: string): MatrixRunner {
  // A browser takes longer to start than a test may.
  const pageTest = `test.describe(() => {
    test.describe.configure({ timeout: 60_000 })
    test('shows a page', async ({ page }) => {
      await page.goto('/')
      await expect(page.locator('body')).toHaveText(/^[0-9]+$/)
    })
  })`
  return {
    name: `Playwright Test ${version}`,
    dependencies: [`@playwright/test@${version}`],
    nodes: every,
    argv: ['node_modules/@playwright/test/cli.js', 'test'],
    files: {
      'services.ts': services,
      'playwright.config.ts': `
        import { defineConfig } from '@playwright/test'
        import { portside } from 'portside/playwright'
        const launchOptions = { executablePath: '${chromium}', args: ['--no-sandbox'] }
        export default defineConfig(portside({ services: './services.ts' }), {
          reporter: 'list', workers: 2, timeout: 2000, use: { launchOptions },
        })`,
      'fails.spec.ts': `
        import { withServices } from 'portside/playwright'
        import { expect } from '@playwright/test'
        import services from './services'
        const test = withServices(services)
        test('fails', async ({ api }) => {${printAndFail}})`,
      'passes.spec.ts': `
        import { withServices } from 'portside/playwright'
        import { expect } from '@playwright/test'
        import services from './services'
        const test = withServices(services, { baseURL: 'slow' })
        test('passes', async ({ api, request }) => {
          console.log('api pid', await (await api.fetch('/')).text(), '.')
          expect((await request.get('/')).status()).toBe(200)
        })
        // Without Debian's browser, the services alone.
        ${existsSync(chromium) ? pageTest : `test('has no browser', () => undefined)`}`,
    },
    says: ['output of api', 'GET /printed', '1 failed', '2 passed'],
  }
}

const nodeTestParts = {
  failing: (file: string) => `
    import assert from 'node:assert'
    import { test } from 'node:test'
    import { setupServices } from 'portside/node-test'
    import services from '${file}'
    const handles = setupServices(services, 'api')
    test('fails', async () => {
      console.log('api pid', await (await handles.api.fetch('/printed')).text(), '.')
      assert.equal('down', 'up')
    })`,
  passing: (file: string) => `
    import assert from 'node:assert'
    import { test } from 'node:test'
    import { setupServices } from 'portside/node-test'
    import services from '${file}'
    const handles = setupServices(services, 'api', 'slow')
    test('passes', { timeout: 2000 }, async () => {
      console.log('api pid', await (await handles.api.fetch('/')).text(), '.')
      assert.equal((await handles.slow.fetch('/')).status, 200)
    })`,
}

const nodeTestSays = ['Output of api since the test began', '| GET /printed', 'fail 1', 'pass 1']

const nodeTestBelowRun: MatrixRunner = {
  name: 'node:test below portside run',
  dependencies: [],
  nodes: every,
  argv: ['node_modules/portside/dist/cli.js', 'run', '--', 'node', '--test', 'fails.test.mjs', 'passes.test.mjs'],
  files: {
    'services.mjs': services,
    'fails.test.mjs': nodeTestParts.failing('./services.mjs'),
    'passes.test.mjs': nodeTestParts.passing('./services.mjs'),
  },
  says: nodeTestSays,
}

/** Node.js 24 is the first that has it; it also takes TypeScript. */
const nodeTestWithGlobalSetup: MatrixRunner = {
  name: 'node:test with a global setup',
  dependencies: [],
  nodes: [24, 26],
  argv: ['--test', '--test-global-setup=global-setup.ts', 'fails.test.ts', 'passes.test.ts'],
  files: {
    'package.json': '{ "private": true, "type": "module" }',
    'services.ts': services,
    'global-setup.ts': `
      import { portside } from 'portside/node-test'
      export const { globalSetup, globalTeardown } = portside({ services: './services.ts' })`,
    'fails.test.ts': nodeTestParts.failing('./services.ts'),
    'passes.test.ts': nodeTestParts.passing('./services.ts'),
  },
  says: nodeTestSays,
}

/** Every version of every runner that is supported; what Vitest 3 and 4.0 lack is replaced there. */
export const matrixRunners: readonly MatrixRunner[] = [
  vitest('3.2.7', [20, 22, 24]),
  vitest('4.0.18', [20]),
  vitest('4.1.12', every, slowTest),
  vitest('5.1.1', [22, 24, 26], slowTest),
  jest('29.7.0'),
  jest('30.5.2'),
  playwright('1.65.1'),
  nodeTestBelowRun,
  nodeTestWithGlobalSetup,
]
