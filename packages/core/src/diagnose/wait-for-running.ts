import type { PortsideError } from '@portside/errors'
import type { Probe, ProbeTarget, Readiness, WaitLimits } from '@portside/probe'
import { collectEvidence } from './collect-evidence'
import { explain } from './explain'
import { waitUnlessBlocked } from './wait-unless-blocked'

/** The result of a wait for a service that portside did not start. */
export interface RunningWait {
  readonly readiness: Readiness
  /** The reason why it is not ready; absent if it is ready, or the wait was aborted. */
  readonly error?: PortsideError
}

/** Waits until a running service is ready, and explains why it is not. A firewall in front of it ends the wait early. */
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
