import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { build } from 'tsup'
import { afterAll } from 'vitest'

let building: Promise<string> | undefined

// A hook that is registered once a test runs is never called.
afterAll(async () => {
  if (building !== undefined) await rm(dirname(await building), { recursive: true, force: true })
})

/** The package as one JavaScript file that a child process can import; it is deleted after the test file. */
export function builtPackage(): Promise<string> {
  return (building ??= bundle())
}

async function bundle(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'portside-ports-'))
  await build({
    entry: [join(import.meta.dirname, '../../src/index.ts')],
    format: ['esm'],
    outDir: folder,
    outExtension: () => ({ js: '.mjs' }),
    target: 'node20',
    noExternal: [/./],
    splitting: false,
    config: false,
    silent: true,
    esbuildOptions: (options) => {
      options.conditions = ['@portside/source']
    },
  })
  return join(folder, 'index.mjs')
}
