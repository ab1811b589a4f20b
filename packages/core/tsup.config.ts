import { packageBuild } from '../../tsup.base'

export default packageBuild({ entry: { index: 'src/index.ts', adapter: 'src/adapter/index.ts' } })
