const server = `require('node:http').createServer((_, response) => response.end('up')).listen(process.env.PORT, process.env.HOST)`
const api = `command(['node', '-e', ${JSON.stringify(server)}])`

// An error is expected of what is no string, and \`any\` gives none.
const proof = `
  export const url: string = api.url
  // @ts-expect-error it is a string
  export const port: number = api.url`

const common = {
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      strict: true,
      target: 'ES2022',
      module: 'ESNext',
      moduleResolution: 'Bundler',
      types: ['node'],
      skipLibCheck: true,
      noEmit: true,
    },
    include: ['*.ts'],
  }),
  'services.ts': `
    import { command, defineServices } from 'portside'
    export default defineServices({ api: ${api} })`,
  'plain.config.mjs': `export default { testMatch: ['**/health.*'] }`,
}

/** A suite that takes a fixture, with the plugin. */
export const vitestFiles = {
  ...common,
  'vitest.config.mts': `
    import { portside } from 'portside/vitest'
    import { defineConfig } from 'vitest/config'
    export default defineConfig({
      plugins: [portside({ services: './services.ts' })],
      // Vitest 3 has no time for services but that of the first test.
      test: { testTimeout: 60_000 },
    })`,
  'health.test.ts': `
    import { withServices } from 'portside/vitest'
    import { expect } from 'vitest'
    import services from './services'
    const test = withServices(services)
    test('answers', async ({ api }) => {
      ${proof.replaceAll('export ', '')}
      expect(await (await api.fetch('/')).text()).toBe('up')
    })`,
}

/** A CommonJS suite with the config wrapper. */
export const jestFiles = {
  ...common,
  'services.js': `
    const { command, defineServices } = require('portside')
    module.exports = defineServices({ api: ${api} })`,
  'jest.config.js': `
    const { portside } = require('portside/jest')
    module.exports = portside({ services: './services.js' }, { testMatch: ['<rootDir>/*.test.js'] })`,
  'health.test.js': `
    const { setupServices } = require('portside/jest')
    const services = setupServices(require('./services.js'), 'api')
    test('answers', async () => expect(await (await services.api.fetch('/')).text()).toBe('up'))`,
  'proof.ts': `
    import { setupServices } from 'portside/jest'
    import services from './services'
    const { api } = setupServices(services, 'api')
    ${proof}`,
}

/** A suite that takes a fixture and no browser, with the config wrapper. */
export const playwrightFiles = {
  ...common,
  'playwright.config.ts': `
    import { defineConfig } from '@playwright/test'
    import { portside } from 'portside/playwright'
    export default defineConfig(portside({ services: './services.ts' }), { testMatch: '*.spec.ts' })`,
  'health.spec.ts': `
    import { expect } from '@playwright/test'
    import { withServices } from 'portside/playwright'
    import services from './services'
    const test = withServices(services)
    test('answers', async ({ api }) => {
      ${proof.replaceAll('export ', '')}
      expect(await (await api.fetch('/')).text()).toBe('up')
    })`,
}

/** A suite for Node's own test runner. */
export const nodeTestFiles = {
  ...common,
  'health.test.mjs': `
    import assert from 'node:assert'
    import { test } from 'node:test'
    import { command, setupServices } from 'portside/node-test'
    const services = setupServices({ api: ${api} })
    test('answers', async () => assert.equal(await (await services.api.fetch('/')).text(), 'up'))`,
  'proof.ts': `
    import { setupServices } from 'portside/node-test'
    import services from './services'
    const { api } = setupServices(services, 'api')
    ${proof}`,
}

/** The folder of a major of a runner that is not there yet. */
export const nextRunner = './next-runner'

/** A major of Vitest that is not there yet, as far as it loads a plugin. */
export const nextVitestFiles = nextFiles(
  'vitest',
  `
    import { portside } from 'portside/vitest'
    process.env.VITEST = 'true'
    await portside({ services: './services.ts' }).configResolved({ root: process.cwd() })`,
)

/** A major of Jest that is not there yet, as far as it loads a configuration. */
export const nextJestFiles = nextFiles(
  'jest',
  `
    import { portside } from 'portside/jest'
    portside({ services: './services.ts' })`,
)

/** A major of Playwright Test that is not there yet, as far as it loads a configuration. */
export const nextPlaywrightFiles = nextFiles(
  '@playwright/test',
  `
    import { portside } from 'portside/playwright'
    portside({ services: './services.ts' })`,
)

function nextFiles(name: string, run: string) {
  return {
    ...common,
    [`${nextRunner}/package.json`]: JSON.stringify({ name, version: '99.0.0' }),
    'run-next.mjs': run,
  }
}
