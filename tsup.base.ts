import { defineConfig, type Options } from 'tsup'

/** The build of every package: ESM, CommonJS and declarations from `src/index.ts`; `options` adds to it or replaces. */
export function packageBuild(options: Options = {}): ReturnType<typeof defineConfig> {
  return defineConfig({
    entry: ['src/index.ts'],
    format: ['esm', 'cjs'],
    target: 'node20',
    platform: 'node',
    dts: true,
    clean: true,
    sourcemap: true,
    treeshake: true,
    // CommonJS Jest has no `import()`, so there it becomes a `require()` that is as late.
    esbuildOptions: (esbuild, { format }) => {
      if (format === 'cjs') esbuild.supported = { ...esbuild.supported, 'dynamic-import': false }
    },
    ...options,
  })
}
