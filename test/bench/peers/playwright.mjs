import { packageBin } from '../support/package-folder.mjs'
import { programPath } from '../support/program.mjs'

/** Playwright Test's `webServer`, in front of one test that uses no browser. */
export const peer = {
  name: 'Playwright webServer',
  variants: [{ probe: 'http' }, { probe: 'log' }],
  command: () => [
    process.execPath,
    packageBin('@playwright/test', 'playwright'),
    'test',
    '--config',
    programPath('playwright.config.mjs'),
  ],
}
