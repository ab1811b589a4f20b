import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'tsup'
import { afterAll } from 'vitest'

let building: Promise<string> | undefined

/** The package as one JavaScript file that a child process can import; it is deleted after the test file. */
export function builtPackage(): Promise<string> {
  return (building ??= bundle())
}

async function bundle(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'portside-ports-'))
  afterAll(() => rm(folder, { recursive: true, force: true }))
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
