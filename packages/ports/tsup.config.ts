import { packageBuild } from '../../tsup.base'

// get-port is an ES module only: the CommonJS build carries it, the other one imports it.
export default packageBuild({
  noExternal: ['get-port'],
  esbuildPlugins: [
    {
      name: 'get-port-stays-outside-of-esm',
      setup(build) {
        // tsup says here which of its formats this build is for; esbuild's own option is always 'esm' with `treeshake`.
        if (build.initialOptions.define?.['TSUP_FORMAT'] !== '"esm"') return
        build.onResolve({ filter: /^get-port$/ }, ({ path }) => ({ path, external: true }))
      },
    },
  ],
})
