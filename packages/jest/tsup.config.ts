import { functionAsModule, packageBuild } from '../../tsup.base'

export default packageBuild({
  entry: ['src/index.ts', 'src/global-setup.ts', 'src/global-teardown.ts', 'src/environment-setup.ts'],
  shims: true,
  footer: ({ format }) => (format === 'cjs' ? { js: functionAsModule } : {}),
})
