import { portside } from 'portside/vitest'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [portside({ services: './services.ts' })],
})
