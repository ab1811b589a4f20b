import { defineConfig } from '@playwright/test'
import { portside } from 'portside/playwright'

// A browser of the system, such as /usr/bin/chromium; without it, the one of `npx playwright install chromium`.
const executablePath = process.env.CHROMIUM_PATH

export default defineConfig(portside({ services: './services.ts' }), {
  testDir: './test',
  use: { launchOptions: { executablePath } },
})
