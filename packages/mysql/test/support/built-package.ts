import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'tsup'
import { afterAll } from 'vitest'

let building: Promise<string> | undefined

// A hook that is registered once a test runs is never called.
afterAll(async () => {
  if (building !== undefined) await rm(await building, { recursive: true, force: true })
})

/** The folder with `mysql.mjs` and `core.mjs`, which a child process can import, also as another user. It is deleted after the test file. */
export function builtPackage(): Promise<string> {
  return (building ??= bundle())
}

async function bundle(): Promise<string> {
  const cache = join(import.meta.dirname, '../../node_modules/.cache')
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'portside-mysql-'))
  await chmod(folder, 0o755)
  await build({
    entry: {
      mysql: join(import.meta.dirname, '../../src/index.ts'),
      core: join(import.meta.dirname, '../../../core/src/index.ts'),
    },
    format: ['esm'],
    outDir: folder,
    outExtension: () => ({ js: '.mjs' }),
    target: 'node20',
    noExternal: [/^(?!mysql2)/],
    external: ['mysql2', 'undici', 'jiti', 'cross-spawn', 'tinyglobby'],
    config: false,
    silent: true,
    esbuildOptions: (options) => {
      options.conditions = ['@portside/source', 'import']
    },
  })
  return folder
}
