import { defineConfig } from '@playwright/test'
import { portside } from 'portside/playwright'

export default defineConfig(portside({ services: './services.ts' }), {
  testDir: './test',
  testMatch: '*.playwright.ts',
})
