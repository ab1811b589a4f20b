import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { findPortOwner } from '@portside/ports'
import { survivorError } from '../diagnose/survivor-error'
import type { SpawnedCommand } from './spawned-command'

// A process of several threads is a zombie before the last of them has closed its files.
const silentWithinMs = 500
const lookAgainMs = 10
const answerMs = 200

/**
 * Has the stop of a command that answered on its port end with the proof that nobody does any more, by one connection. Its clean-up throws
 * `E_STOP_TIMEOUT` with the process that answers: a daemon that hides, since the port is leased until then.
 */
export function expectSilence({ spec, address, child, context }: SpawnedCommand): void {
  const { host, port } = address
  if (port === undefined || spec.owner === 'any') return
  context.defer(async () => {
    await child.stop()
    if (await fallsSilent(host, port)) return
    const owner = await findPortOwner(port, { host })
    if (owner?.state === 'listen') throw survivorError({ service: context.name, host, port, owner })
  })
}

async function fallsSilent(host: string, port: number): Promise<boolean> {
  const deadline = AbortSignal.timeout(silentWithinMs)
  while (await answers(host, port)) {
    if (deadline.aborted) return false
    await delay(lookAgainMs)
  }
  return true
}

/** A listener that takes no connections any more does not answer. */
function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: answerMs })
    const settle = (isOpen: boolean) => () => {
      socket.destroy()
      resolve(isOpen)
    }
    socket.once('connect', settle(true)).once('error', settle(false)).once('timeout', settle(false))
  })
}
