import { packageBuild } from '../../tsup.base'

// A module within tinyglobby asks for `import.meta.url`, which is none in CommonJS without `shims`.
export default packageBuild({
  entry: { index: 'src/index.ts', worker: 'src/worker.ts', main: 'src/main.ts', kit: 'src/kit.ts' },
  shims: true,
})
