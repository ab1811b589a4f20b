import { defineConfig } from 'vitest/config'

const conditions = ['@portside/source', 'module', 'node', 'import', 'default']

// Most tests start programs, which a busy machine takes its time for: these limits only end what hangs.
const patience = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 10_000 } } }

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    projects: [
      { extends: true, test: { ...patience, name: 'unit', include: ['packages/*/test/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          ...patience,
          name: 'e2e',
          include: ['test/**/*.test.ts'],
          exclude: ['test/matrix/**'],
          globalSetup: ['test/support/packed-folder.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'matrix',
          include: ['test/matrix/**/*.test.ts'],
          globalSetup: ['test/support/packed-folder.ts', 'test/matrix/support/set-up.ts'],
          maxConcurrency: 2,
        },
      },
    ],
  },
})
