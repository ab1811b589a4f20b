import { appendFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { command, defineServices } from 'portside'

/**
 * The services of the soak: a server on a fixed port, which the next run wants again, one that left its process group and
 * session, and one that has to be killed, so that a stop takes long enough to be hit. Loading this file is the beginning of a start.
 */
note('start')

const server = (name) => fileURLToPath(new URL(`../../../servers/${name}`, import.meta.url))
const { execPath } = process
const stopTimeoutMs = 200

export default defineServices({
  plain: command([execPath, server('plain.mjs')], { port: Number(process.env.SOAK_PORT), stopTimeoutMs }),
  daemon: command(['sh', server('double-fork.sh'), 'stay', execPath, server('plain.mjs')], { stopTimeoutMs }),
  stubborn: command([execPath, server('stubborn.mjs')], { stopTimeoutMs }),
})

/** Notes which stage of the run begins. */
export function note(stage) {
  appendFileSync(process.env.SOAK_STAGES, `${stage}\n`)
}
