import { packageBuild } from '../../tsup.base'

export default packageBuild({ entry: ['src/index.ts', 'src/global-setup.ts', 'src/global-teardown.ts'], shims: true })
