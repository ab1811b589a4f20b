import { defineConfig } from '@playwright/test'
import { portside } from 'portside/playwright'

// A browser of the system, such as /usr/bin/chromium; without it, the one of `npx playwright install chromium`.
const { CHROMIUM_PATH } = process.env

export default defineConfig(portside({ services: './services.ts' }), {
  testDir: './test',
  use: { launchOptions: CHROMIUM_PATH === undefined ? {} : { executablePath: CHROMIUM_PATH } },
})
