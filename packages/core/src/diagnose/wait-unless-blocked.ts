import { setImmediate } from 'node:timers'
import type { ConnectionFinding } from '@portside/ports'
import {
  type Probe,
  type ProbeAttempt,
  type ProbeTarget,
  type Readiness,
  type WaitLimits,
  waitUntilReady,
} from '@portside/probe'
import { noticeBlock } from './notice-block'

/** The result of a wait, with the blocked connection if that ended it. */
export interface BlockedReadiness extends Readiness {
  readonly connection?: ConnectionFinding
}

/** The limits of a wait that a firewall may end. */
export interface BlockLimits extends WaitLimits {
  /** Called with a blocked connection that then does not end the wait. @default it ends the wait */
  readonly onBlocked?: ((finding: ConnectionFinding) => void) | undefined
}

/** Waits until a target is ready, as `waitUntilReady` does. The state is also `exited` when a firewall blocks connections to its listener. */
export async function waitUnlessBlocked(
  probe: Probe,
  target: ProbeTarget,
  limits: BlockLimits,
): Promise<BlockedReadiness> {
  const watch = new AbortController()
  const notice = noticeBlock(target, watch.signal)
  let connection: ConnectionFinding | undefined
  const block = notice.blocked.then((finding) => {
    if (limits.onBlocked === undefined) return (connection = finding)
    limits.onBlocked(finding)
    return new Promise<never>(() => undefined)
  })
  const exited = limits.exited === undefined ? block : Promise.race([limits.exited, block])
  const onAttempt = (attempt: ProbeAttempt): void => {
    notice.onAttempt(attempt)
    limits.onAttempt?.(attempt)
  }
  try {
    const readiness = await waitUntilReady(probe, target, { ...limits, exited, onAttempt })
    return connection === undefined ? readiness : { ...readiness, connection }
  } finally {
    // Lets the code that waits for the service continue first.
    setImmediate(() => watch.abort())
  }
}
