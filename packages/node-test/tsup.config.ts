import { packageBuild } from '../../tsup.base'

// `node:test` is one of the modules that cannot be loaded without the prefix.
export default packageBuild({ removeNodeProtocol: false })
