import type { PortsideError } from '@portside/errors'
import type { Probe, ProbeTarget, Readiness, WaitLimits } from '@portside/probe'
import { collectEvidence } from './collect-evidence'
import { explain } from './explain'
import { waitUnlessBlocked } from './wait-unless-blocked'

/** How the wait for something that portside has not started has ended. */
export interface RunningWait {
  readonly readiness: Readiness
  /** Why it is not ready; absent when it is, or the wait was aborted. */
  readonly error?: PortsideError
}

/** Waits until what runs already is ready, and explains why it is not; a firewall before it ends the wait early. */
export async function waitForRunning(
  probe: Probe,
  target: ProbeTarget,
  limits: WaitLimits,
  remarks: readonly string[] = [],
): Promise<RunningWait> {
  const readiness = await waitUnlessBlocked(probe, target, limits)
  if (readiness.state === 'ready' || readiness.state === 'aborted') return { readiness }
  const { service, host, port } = target
  return { readiness, error: explain(await collectEvidence({ service, host, port, readiness, remarks })) }
}
