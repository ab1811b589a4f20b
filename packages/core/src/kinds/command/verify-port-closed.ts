import { setTimeout as delay } from 'node:timers/promises'
import { findPortOwner } from '@portside/ports'
import { endProbeConnections } from '@portside/probe'
import { portStillAnswers } from '../../diagnose/listener-errors'
import { answers } from './answers'
import { beganBefore } from './began-before'
import type { SpawnedCommand } from './spawned-command'

// A process with several threads is a zombie before the last of them has closed its files.
const silentWithinMs = 500
const lookAgainMs = 10

/**
 * Makes the stop of a command that answered on its port check by one connection that nothing answers any more. The clean-up throws `E_STOP_TIMEOUT`
 * with the process that answers: a hidden daemon, since the port is leased until then.
 */
export function verifyPortClosed({ spec, address, child, startedAtMs, context }: SpawnedCommand): void {
  const { host, port } = address
  if (port === undefined || spec.owner === 'any') return
  context.defer(async () => {
    await endProbeConnections({ host, port })
    await child.stop()
    if (await closesInTime(host, port)) return
    const owner = await findPortOwner(port, { host })
    // An older process may have taken the port in the moment in which it was free.
    if (owner?.state === 'listen' && !beganBefore(owner, startedAtMs))
      throw portStillAnswers({ service: context.name, host, port, owner })
  })
}

async function closesInTime(host: string, port: number): Promise<boolean> {
  const deadline = AbortSignal.timeout(silentWithinMs)
  while (await answers(host, port)) {
    if (deadline.aborted) return false
    await delay(lookAgainMs)
  }
  return true
}
