import { portside } from 'portside/vitest'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [portside({ services: './services.ts' })],
  test: {
    projects: ['accounts', 'orders'].map((name) => ({
      extends: true as const,
      test: { name, include: [`packages/${name}/test/**/*.test.ts`] },
    })),
  },
})
