import { packageBuild } from '../../tsup.base'

// Both run at once, so neither may clean: the build script has emptied the folder.
export default [
  packageBuild({ entry: ['src/index.ts', 'src/jest.ts', 'src/node-test.ts', 'src/playwright.ts'], clean: false }),
  packageBuild({ entry: ['src/vitest.ts', 'src/cli.ts'], format: ['esm'], clean: false }),
]
