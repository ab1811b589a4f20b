import { cpSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Options } from 'tsup'
import { functionAsModule, packageBuild } from '../../tsup.base'

type BuildPlugin = NonNullable<Options['esbuildPlugins']>[number]
type OutputPlugin = NonNullable<Options['plugins']>[number]
type Esbuild = Parameters<BuildPlugin['setup']>[0]['esbuild']

const here = fileURLToPath(import.meta.url)
const entries = {
  index: 'src/index.ts',
  jest: 'src/jest.ts',
  'node-test': 'src/node-test.ts',
  playwright: 'src/playwright.ts',
  presets: 'src/presets.ts',
}

/**
 * All that a file imports becomes one file, since every source file imports it first. Of itself, esbuild makes a file of each set of modules that the same
 * entries reach, and leaves out what is imported for nothing that it exports. Its own `inject` would also reach modules of CommonJS, for whose sake esbuild
 * wraps every module in a function.
 */
function inOneFile(name: string): BuildPlugin {
  const base = fileURLToPath(new URL(name, import.meta.url))
  return {
    name: 'in-one-file',
    setup(build) {
      build.onLoad({ filter: /[\\/]packages[\\/][^\\/]+[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
        const source = readFileSync(path, 'utf8')
        return { contents: path === base ? source : `import ${JSON.stringify(base)};${source}`, loader: 'ts' }
      })
      build.onResolve({ filter: /base\.ts$/ }, ({ path }) => (path === base ? { path, sideEffects: true } : undefined))
      build.onResolve({ filter: /^(@portside|\.)\// }, async ({ path, importer, kind, resolveDir }) => {
        if (importer !== base) return undefined
        const resolved = await build.resolve(path, { kind, resolveDir, importer: here })
        return { path: resolved.path, sideEffects: true }
      })
    },
  }
}

/** esbuild also adds imports that bring no name, to keep the order of evaluation. No module of the workspace is imported for what it does. */
const withoutBareImports: OutputPlugin = {
  name: 'without-bare-imports',
  renderChunk: (code) => ({ code: code.replaceAll(/^import "\.\/[^"]+";\n/gm, '') }),
}

/** All of the workspace, in files that the entries share. Both builds run at once, so neither may clean: the build script has emptied the folder. */
function build(options: Options) {
  return packageBuild({
    format: ['esm'],
    splitting: true,
    // There is no `test`, only `node:test`.
    removeNodeProtocol: false,
    noExternal: [/^@portside\//],
    esbuildPlugins: [inOneFile('src/base.ts')],
    plugins: [withoutBareImports],
    esbuildOptions: (esbuild) => void (esbuild.conditions = ['@portside/source']),
    clean: false,
    ...options,
  })
}

const esmEntries = { ...entries, vitest: 'src/vitest.ts', cli: 'src/cli.ts' }

export default [
  build({
    entry: {
      ...esmEntries,
      'global-setup': '../vitest/src/global-setup.ts',
      'environment-setup': '../vitest/src/environment-setup.ts',
      'worker-preload': '../core/src/worker-preload.ts',
    },
    onSuccess: copyErrorPages,
  }),
  build({
    entry: {
      ...entries,
      'global-setup': '../jest/src/global-setup.ts',
      'global-teardown': '../jest/src/global-teardown.ts',
      'environment-setup': '../jest/src/environment-setup.ts',
    },
    // get-port is an ES module only.
    noExternal: [/^@portside\//, 'get-port'],
    ...asCommonJs(),
  }),
]

/** `portside explain` prints the pages of the error codes without a network. */
async function copyErrorPages(): Promise<void> {
  const pages = fileURLToPath(new URL('../../docs/errors', import.meta.url))
  const isPage = (path: string) => !path.endsWith('README.md')
  cpSync(pages, fileURLToPath(new URL('dist/errors', import.meta.url)), { recursive: true, filter: isPage })
}

const moduleUrl = "const moduleUrl = require('node:url').pathToFileURL(__filename).href"

/**
 * esbuild shares files between entries of ES modules only, so each file is made CommonJS after that. Jest has no `import()` there: it becomes a `require()` that
 * is as late.
 */
function asCommonJs(): Options {
  let esbuild: Esbuild | undefined
  const taken: BuildPlugin = { name: 'esbuild', setup: (build) => void (esbuild = build.esbuild) }
  const converted: OutputPlugin = {
    name: 'as-commonjs',
    async renderChunk(code, file) {
      if (!file.path.endsWith('.cjs')) return undefined
      const result = await esbuild?.transform(code, {
        format: 'cjs',
        platform: 'node',
        target: 'node20',
        supported: { 'dynamic-import': false },
        define: { 'import.meta.url': 'moduleUrl' },
        banner: `'use strict';${code.includes('import.meta.url') ? moduleUrl : ''}`,
        ...(file.path.endsWith('environment-setup.cjs') && { footer: functionAsModule }),
      })
      return result === undefined ? undefined : { code: result.code }
    },
  }
  return {
    outExtension: () => ({ js: '.cjs' }),
    treeshake: false,
    esbuildPlugins: [inOneFile('src/base.ts'), taken],
    plugins: [withoutBareImports, converted],
  }
}
