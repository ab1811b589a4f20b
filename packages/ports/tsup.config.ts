import { packageBuild } from '../../tsup.base'

// get-port is an ES module only: the CommonJS build carries it.
export default [
  packageBuild({ format: ['esm'] }),
  packageBuild({ format: ['cjs'], noExternal: ['get-port'], clean: false }),
]
