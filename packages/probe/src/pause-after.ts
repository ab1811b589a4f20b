import { connectRhythm, requestRhythm, watchedRhythm, watchRhythm, type Pace } from './pace'
import type { ProbeOutcome } from './probe-attempt'
import { sleep } from './sleep'
import type { SocketWatch } from './watch-sockets'

/** What a pause goes by. */
export interface Pause {
  readonly pace: Pace
  /** Has its mark from before the attempt. */
  readonly sockets: SocketWatch | undefined
  /** Ends the pause at once. */
  readonly signal: AbortSignal
}

/** Waits as long as it makes sense to after an attempt that ended with `outcome`. */
export async function pauseAfter(outcome: ProbeOutcome, pause: Pause): Promise<void> {
  const { pace, sockets, signal } = pause
  // A connection that nobody took leaves no trace in the service; everything else may.
  const isUnseen = outcome === 'refused' || outcome === 'self-connect'
  if (isUnseen && sockets !== undefined) return pauseForSocket(sockets, pause)
  return sleep(pace.pauseMs(isUnseen ? connectRhythm : requestRhythm), signal)
}

/** Until somebody may listen who has not before, or long enough for that to have been missed. */
async function pauseForSocket(sockets: SocketWatch, { pace, signal }: Pause): Promise<void> {
  const untilMs = pace.elapsedMs() + pace.pauseMs(watchedRhythm)
  do await sleep(pace.pauseMs(watchRhythm), signal)
  while (!signal.aborted && !sockets.hasGrown() && pace.elapsedMs() < untilMs)
}
