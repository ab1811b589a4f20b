import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { build } from 'tsup'
import { afterAll } from 'vitest'

let building: Promise<string> | undefined

// A hook that is registered once a test runs is never called.
afterAll(async () => {
  if (building !== undefined) await rm(dirname(await building), { recursive: true, force: true })
})

/**
 * The package as a JavaScript file that a child process can import, with the entries for adapters in `worker.mjs` and `main.mjs` beside it. They are
 * deleted after the test file.
 */
export function builtPackage(): Promise<string> {
  return (building ??= bundle())
}

/** Within the package, so that what it depends on is found. */
async function bundle(): Promise<string> {
  const cache = join(import.meta.dirname, '../../node_modules/.cache')
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'portside-core-'))
  await build({
    entry: {
      index: join(import.meta.dirname, '../../src/index.ts'),
      worker: join(import.meta.dirname, '../../src/worker.ts'),
      main: join(import.meta.dirname, '../../src/main.ts'),
    },
    format: ['esm'],
    outDir: folder,
    outExtension: () => ({ js: '.mjs' }),
    target: 'node20',
    noExternal: [/^@portside\//],
    external: ['undici', 'jiti', 'get-port', 'cross-spawn'],
    config: false,
    silent: true,
    esbuildOptions: (options) => {
      options.conditions = ['@portside/source']
    },
  })
  return join(folder, 'index.mjs')
}
