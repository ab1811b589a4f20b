import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { configDefaults, defineConfig } from 'vitest/config'

const conditions = ['@portside/source', 'module', 'node', 'import', 'default']

// Most tests start programs, which a busy machine takes its time for: these limits only end what hangs.
const patience = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 10_000 } } }
const wholeRuns = {
  ...patience,
  globalSetup: ['test/support/packed-folder.ts'],
  testTimeout: 180_000,
  hookTimeout: 180_000,
}
// A test waits for programs most of its time.
const maxWorkers = Math.ceil(availableParallelism() * 1.5)
const attackLimitMs = process.env.PORTSIDE_CHAOS === 'full' ? 3_600_000 : 600_000
const attacks = 'test/chaos/**/*.test.ts'
const long = 'test/long/**/*.test.ts'
const matrix = 'test/matrix/**/*.test.ts'
const stacks = 'test/stacks/**/*.test.ts'

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // Node.js loads what is built, as it does for users. Vite makes two instances of a module that is imported side by side by two paths.
    setupFiles: [fileURLToPath(new URL('test/support/own-state.ts', import.meta.url))],
    server: { deps: { external: [/\/dist\//] } },
    projects: [
      { extends: true, test: { ...patience, maxWorkers, name: 'unit', include: ['packages/*/test/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          ...wholeRuns,
          maxWorkers,
          name: 'e2e',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, attacks, long, matrix, stacks],
        },
      },
      { extends: true, test: { ...wholeRuns, maxWorkers, name: 'long', include: [long], testTimeout: 600_000 } },
      { extends: true, test: { ...wholeRuns, maxWorkers, name: 'stacks', include: [stacks], hookTimeout: 600_000 } },
      // An attack keeps the whole machine busy.
      {
        extends: true,
        test: {
          ...wholeRuns,
          maxWorkers: 1,
          name: 'chaos',
          include: [attacks],
          testTimeout: attackLimitMs,
          hookTimeout: 600_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'matrix',
          include: [matrix],
          globalSetup: ['test/support/packed-folder.ts', 'test/matrix/support/set-up.ts'],
          maxConcurrency: 2,
        },
      },
    ],
  },
})
