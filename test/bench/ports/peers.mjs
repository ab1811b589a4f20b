import { createRequire } from 'node:module'
import { packageFile } from './programs.mjs'

const require = createRequire(import.meta.url)
const detectPort = require.resolve('detect-port')

/** The ways to get a port that are compared, with the file to import. */
export const peers = [
  { mode: 'portside', file: packageFile },
  { mode: 'get-port', file: require.resolve('get-port') },
  { mode: 'get-port-please', file: require.resolve('get-port-please') },
  { mode: 'portfinder', file: require.resolve('portfinder') },
  { mode: 'detect-port', file: detectPort },
  { mode: 'detect-port(0)', file: detectPort },
  { mode: 'bind and close', file: '-' },
]
