import { nowNs } from '../support/clock.mjs'
import { report } from '../support/report.mjs'
import { readTarget } from '../support/target.mjs'

/**
 * A run with one test, in a fresh process: `node harness.mjs <URL of a peer's file>` loads the peer's package, starts the
 * server with it, makes one request, stops the server, and notes when.
 */
const { peer } = await import(process.argv[2])
const start = await peer.load()
const target = readTarget()

const startedNs = nowNs()
const service = await start(target)
report({ startedNs, wentOnNs: nowNs() })
const response = await fetch(service.url)
const server = await response.json()
await service.stop()
report({ stoppedNs: nowNs(), ...server })
