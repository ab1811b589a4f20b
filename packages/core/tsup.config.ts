import { packageBuild } from '../../tsup.base'

// A module within tinyglobby asks for `import.meta.url`, which is none in CommonJS without `shims`.
export default [
  packageBuild({
    entry: { index: 'src/index.ts', worker: 'src/worker.ts', main: 'src/main.ts', kit: 'src/kit.ts' },
    shims: true,
    // Both builds run at once: the build script has emptied the folder.
    clean: false,
  }),
  // Node.js preloads it as an ES module.
  packageBuild({ entry: { 'worker-preload': 'src/worker-preload.ts' }, format: ['esm'], clean: false }),
]
