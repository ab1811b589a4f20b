import { createRequire } from 'node:module'
import { join } from 'node:path'
import { packageFile } from './programs.mjs'

/** PORTSIDE_BENCH_PEERS may name a folder whose node_modules has the peers, when they are not installed here. */
const { PORTSIDE_BENCH_PEERS: folder = import.meta.dirname } = process.env
const require = createRequire(join(folder, 'peers.js'))

/** The ways to get a port that are compared, with the file to import; peers that are not installed are left out. */
export const peers = [
  { mode: 'portside', file: packageFile },
  ...['get-port', 'get-port-please', 'portfinder', 'detect-port'].flatMap(installed),
  ...installed('detect-port').map(({ file }) => ({ mode: 'detect-port(0)', file })),
  { mode: 'bind and close', file: '-' },
]

function installed(name) {
  try {
    return [{ mode: name, file: require.resolve(name) }]
  } catch {
    console.error(`${name} is not installed and left out`)
    return []
  }
}
