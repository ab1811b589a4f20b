import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { readTarget, serverCommandLine } from '../../support/target.mjs'

/** One web server in front of one test that does not end. */
const target = readTarget()

export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: 'hang.spec.mjs',
  outputDir: join(process.env.BENCH_FOLDER, 'playwright'),
  timeout: 0,
  webServer: { command: serverCommandLine(target), url: `${target.url}/health` },
})
