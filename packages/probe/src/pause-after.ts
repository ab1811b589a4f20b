import {
  connectRhythm,
  requestRhythm,
  toldRhythm,
  toldWatchRhythm,
  watchedRhythm,
  watchRhythm,
  type Pace,
  type Rhythm,
} from './pace'
import type { ProbeRun } from './probe'
import type { ProbeOutcome } from './probe-attempt'
import type { Wake } from './wake'
import type { SocketWatch } from './watch-sockets'

/** What a pause goes by. */
export interface Pause {
  readonly pace: Pace
  /** Has its mark from before the attempt. */
  readonly sockets: SocketWatch | undefined
  /** Ends the pause when one of the service's processes tells something, or the run aborts. */
  readonly wake: Wake
  readonly run: ProbeRun
}

/** Waits as long as it makes sense to after an attempt that ended with `outcome`. */
export async function pauseAfter(outcome: ProbeOutcome, pause: Pause): Promise<void> {
  const { pace, sockets, wake } = pause
  // A connection that nobody took leaves no trace in the service; everything else may.
  const isUnseen = outcome === 'refused' || outcome === 'self-connect'
  if (isUnseen && sockets !== undefined) return pauseForSocket(sockets, pause)
  await wake.sleep(pace.pauseMs(isUnseen ? attemptRhythm(pause, connectRhythm) : requestRhythm))
}

/** Until somebody may listen who has not before, or long enough for that to have been missed. */
async function pauseForSocket(sockets: SocketWatch, pause: Pause): Promise<void> {
  const { pace, wake, run } = pause
  const untilMs = pace.elapsedMs() + pace.pauseMs(attemptRhythm(pause, watchedRhythm))
  for (;;) {
    const isWoken = await wake.sleep(pace.pauseMs(run.listeners?.isTelling() ? toldWatchRhythm : watchRhythm))
    if (isWoken || sockets.hasGrown() || pace.elapsedMs() >= untilMs) return
  }
}

/** What will tell by itself is asked in case only that it does not. */
function attemptRhythm({ run }: Pause, otherwise: Rhythm): Rhythm {
  return run.listeners?.isTelling() ? toldRhythm : otherwise
}
