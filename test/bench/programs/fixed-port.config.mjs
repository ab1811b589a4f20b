import { defineConfig } from '@playwright/test'
import { programPath } from '../support/program.mjs'

/** One web server on a fixed port that must not be there already; everything else is Playwright's default. */
const { RACE_PORT: port, RACE_NAME: name, RACE_LAG: lag, RACE_FOLDER: folder } = process.env

export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: 'fixed-port.spec.mjs',
  outputDir: folder,
  reporter: 'line',
  webServer: {
    command: `node ${programPath('named-server.mjs')} ${port} ${name} ${lag}`,
    url: `http://127.0.0.1:${port}/`,
    reuseExistingServer: false,
  },
})
