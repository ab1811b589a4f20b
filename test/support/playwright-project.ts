import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createProject, type Project } from './create-project'
import { runProgram, type RunningProgram } from './run-program'
import { serverPath } from './server-path'

const plain = JSON.stringify(serverPath('plain.mjs'))

/** A project with Playwright Test, a services file, fixtures and configurations. */
export interface PlaywrightProject extends Project {
  /** A text that the command line of each of its services contains. */
  readonly mark: string
  /** Runs a program of the project. */
  readonly run: (...argv: readonly string[]) => RunningProgram
  /** Runs Playwright Test on these test files, below the command line of `outer`. */
  readonly playwright: (
    files: Readonly<Record<string, string>>,
    args?: readonly string[],
    outer?: readonly string[],
  ) => Promise<RunningProgram>
  readonly removeTests: () => Promise<void>
}

/** Playwright's own browsers are downloaded; Debian's is a package. */
export const chromium = '/usr/bin/chromium'

/** Makes the project. */
export async function createPlaywrightProject(): Promise<PlaywrightProject> {
  const project = await createProject(['@playwright/test@1.65.1'])
  const { directory, write } = project
  const mark = randomUUID()
  await write(files)
  // The UI mode opens its page in the browser that the variable names; `true` does nothing, well.
  const run = (...argv: readonly string[]) => runProgram(argv, { cwd: directory, env: { MARK: mark, BROWSER: 'true' } })
  return {
    ...project,
    mark,
    run,
    playwright: async (tests, args = [], outer = []) => {
      const written = Object.entries(tests).map(([name, body]) => [`tests/${name}.spec.ts`, header + body])
      await write(Object.fromEntries(written) as Record<string, string>)
      return run(...outer, join(directory, 'node_modules/.bin/playwright'), 'test', ...args)
    },
    removeTests: () => rm(join(directory, 'tests'), { recursive: true, force: true }),
  }
}

const header = `import { expect } from '@playwright/test'\nimport { test, webTest } from '../fixtures'\n`

const files = {
  'services.ts': `
      import { command, defineServices, inProcess } from 'portside'
      const api = command(['node', ${plain}, process.env.MARK!])
      const perWorker = command(['node', ${plain}, process.env.MARK!], { scope: 'worker' })
      const perFile = command(['node', ${plain}, process.env.MARK!], { scope: 'file' })
      const perTest = inProcess(({ api }) => (_, response) => response.end(api.url), { scope: 'test', needs: { api } })
      const noisy = command(['node', '-e', "console.log('noise of the service'); require('http').createServer((_, response) => { console.log('was asked'); response.end('<title>Noisy</title>') }).listen(process.env.PORT, process.env.HOST)", process.env.MARK!])
      const broken = command('node -e process.exitCode=3')
      export default defineServices({ api, perWorker, perFile, perTest, noisy, broken })`,
  'fixtures.ts': `
      import { withServices } from 'portside/playwright'
      import services from './services'
      export const test = withServices(services)
      export const webTest = withServices(services, { baseURL: 'noisy' })`,
  'own-setup.ts': `
      export default async () => {
        console.log('own setup', process.env.PORTSIDE_SUPERVISOR === undefined ? 'alone' : 'after ours')
        return async () => console.log('own teardown')
      }`,
  'playwright.config.ts': `
      import { defineConfig } from '@playwright/test'
      import { portside } from 'portside/playwright'
      export default defineConfig(portside({ services: './services.ts' }), {
        testDir: './tests', reporter: 'list', globalSetup: './own-setup.ts', timeout: 3000,
      })`,
  'plain.config.ts': `export default { testDir: './tests', reporter: 'list' }`,
}
