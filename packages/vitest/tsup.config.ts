import { packageBuild } from '../../tsup.base'

// Vitest cannot be loaded with require(), so neither can this package.
export default packageBuild({
  entry: ['src/index.ts', 'src/global-setup.ts', 'src/environment-setup.ts'],
  format: ['esm'],
})
