import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'tsup'
import { afterAll } from 'vitest'
import { repositoryRoot } from './repository-root'

const building = new Map<string, Promise<string>>()

// A hook that is registered once a test runs is never called.
afterAll(async () => {
  for (const folder of building.values()) await rm(await folder, { recursive: true, force: true })
})

/**
 * Returns the path of a module of JavaScript that a process of its own can import, also as another user: the program `file` with all that it needs of this repository. It is deleted after the
 * test file.
 */
export async function builtProgram(file: string): Promise<string> {
  const folder = building.get(file) ?? bundle(file)
  building.set(file, folder)
  return join(await folder, 'program.mjs')
}

async function bundle(file: string): Promise<string> {
  const cache = join(repositoryRoot, 'node_modules/.cache')
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'portside-program-'))
  await chmod(folder, 0o755)
  await build({
    entry: { program: file },
    format: ['esm'],
    outDir: folder,
    outExtension: () => ({ js: '.mjs' }),
    target: 'node20',
    noExternal: [/.*/],
    external: ['undici', 'jiti', 'cross-spawn', 'tinyglobby'],
    // Bundled modules of CommonJS require Node's own.
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
    config: false,
    silent: true,
    esbuildOptions: (options) => {
      options.conditions = ['@portside/source', 'import']
    },
  })
  return folder
}
