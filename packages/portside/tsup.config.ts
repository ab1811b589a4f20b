import { packageBuild } from '../../tsup.base'

export default [
  packageBuild({ entry: ['src/index.ts', 'src/jest.ts'] }),
  packageBuild({ entry: ['src/vitest.ts', 'src/cli.ts'], format: ['esm'], clean: false }),
]
