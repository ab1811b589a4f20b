import { report } from '../../support/report.mjs'
import { readTarget } from '../../support/target.mjs'

/**
 * A run that does not end: `node hang.mjs <URL of a peer's file>` starts the server with the peer's own functions, makes one
 * request, says so, and waits to be killed.
 */
const { peer } = await import(process.argv[2])
const start = await peer.load()
const { url } = await start(readTarget())
await (await fetch(url)).text()
report({ isUp: true })
setInterval(() => undefined, 1000)
