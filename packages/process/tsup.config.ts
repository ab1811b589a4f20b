import { packageBuild } from '../../tsup.base'

// Who only checks options need not load what starts processes.
export default packageBuild({ entry: { index: 'src/index.ts', checks: 'src/checks.ts' } })
