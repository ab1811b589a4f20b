import { packageBuild } from '../../tsup.base'

export default packageBuild({
  // Jest's CommonJS has no `import()`: there undici and wait-on, both CommonJS, are required when first used.
  esbuildOptions: (options, { format }) => {
    if (format === 'cjs') options.supported = { ...options.supported, 'dynamic-import': false }
  },
})
