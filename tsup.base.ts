import { isBuiltin } from 'node:module'
import { defineConfig, type Options } from 'tsup'
import { noteLicenses } from './tsup.licenses'

type BuildPlugin = NonNullable<Options['esbuildPlugins']>[number]

/**
 * The build of every package: ESM and CommonJS from `src/index.ts`; `options` adds to it or replaces. Dependencies are imported, and what a package only
 * needs to be built (`devDependencies`) becomes a part of it. The build script adds declarations.
 */
export function packageBuild({ esbuildPlugins = [], ...options }: Options = {}): ReturnType<typeof defineConfig> {
  return defineConfig({
    entry: ['src/index.ts'],
    format: ['esm', 'cjs'],
    target: 'node20',
    platform: 'node',
    clean: true,
    treeshake: true,
    esbuildPlugins: [...esbuildPlugins, importBuiltins, noteLicenses],
    // CommonJS Jest has no `import()`, so there it becomes a `require()` that is as late.
    esbuildOptions: (esbuild, { format }) => {
      if (format === 'cjs') esbuild.supported = { ...esbuild.supported, 'dynamic-import': false }
    },
    ...options,
  })
}

/** Makes the default export of CommonJS the module itself, if it is a function: Jest calls a setup file only then. */
export const functionAsModule = `if (typeof module.exports.default === 'function') module.exports = module.exports.default`

/** A module of CommonJS that is bundled requires Node's own, and there is no `require` in an ES module. */
const importBuiltins: BuildPlugin = {
  name: 'import-builtins',
  setup(build) {
    if (build.initialOptions.define?.['TSUP_FORMAT'] !== '"esm"') return
    build.onResolve({ filter: /^[a-z_:/]+$/ }, ({ path, kind }) =>
      kind === 'require-call' && isBuiltin(path)
        ? { path: path.replace(/^node:/, ''), namespace: 'builtin' }
        : undefined,
    )
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({ contents: `export * from '${path}'` }))
  },
}
