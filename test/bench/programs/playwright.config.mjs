import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { readTarget, serverCommandLine } from '../support/target.mjs'

/** One web server, waited for by its URL or by a line of its output; everything else is Playwright's default. */
const target = readTarget()

export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: 'playwright.spec.mjs',
  outputDir: join(process.env.BENCH_FOLDER, 'playwright'),
  globalSetup: './playwright-setup.mjs',
  webServer: {
    command: serverCommandLine(target),
    ...(target.probe === 'http' ? { url: `${target.url}/health` } : { wait: { stdout: /listening/ } }),
  },
})
