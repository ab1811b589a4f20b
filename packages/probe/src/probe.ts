import type { Address } from './address'
import type { ListenerSource } from './listener-source'
import type { OutputSource } from './output-source'
import type { ProbeAttempt } from './probe-attempt'
import type { ProbeTarget } from './probe-target'

/** A way to find out that a service is ready. */
export interface Probe {
  /** What must be true, such as `GET /health answers 2xx or 3xx`. */
  readonly description: string
  /** Whether it is never ready before the target's own port has answered, so that nothing else need ask that. @default false */
  readonly asksPort?: boolean
  /**
   * Resolves as soon as the target is ready, and rejects when `run.signal` aborts.
   * @throws TypeError when the target lacks what the probe needs (a port, an output): waiting would be in vain.
   */
  readonly wait: (target: ProbeTarget, run: ProbeRun) => Promise<void>
}

/** One wait of a probe. */
export interface ProbeRun {
  /** Ends the wait: connections are destroyed, commands killed. */
  readonly signal: AbortSignal
  /** Is told every attempt that failed, for the diagnosis. */
  readonly note: (attempt: ProbeAttempt) => void
  /** Is told the description of a part that is ready while others are not: what it has noted is no reason any more. */
  readonly forget?: ((probe: string) => void) | undefined
  /** Is told of each connection that was made, while its answer is awaited. */
  readonly connected?: ((address: Address) => void) | undefined
  /** What the service's processes tell of their sockets: a reason to look at once, and to look less often until then. */
  readonly listeners?: ListenerSource | undefined
  /** What the service writes, each time a reason to look whether it listens. */
  readonly output?: OutputSource | undefined
}
