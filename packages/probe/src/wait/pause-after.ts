import { connectRhythm, requestRhythm, reportedRhythm, watchedRhythm, watchRhythm, type Pace } from './pace'
import type { ProbeRun, ProbeOutcome } from '../probe'
import type { Wake } from './wake'
import type { SocketWatch } from './watch-sockets'

/** The conditions of a pause. */
export interface Pause {
  readonly pace: Pace
  /** Was checked last before the attempt. */
  readonly sockets: SocketWatch | undefined
  /** Ends the pause when one of the service's processes sends a report, or the run aborts. */
  readonly wake: Wake
  readonly run: ProbeRun
}

/** Pauses after an attempt that ended with `outcome`. */
export async function pauseAfter(outcome: ProbeOutcome, pause: Pause): Promise<void> {
  const { pace, sockets, wake, run } = pause
  if (run.intervalMs !== undefined) return void (await wake.sleep(run.intervalMs))
  // A connection that nobody accepted leaves no trace in the service; every other one may.
  const isUnseen = outcome === 'refused' || outcome === 'self-connect'
  const willReport = isUnseen && run.listeners?.willReport() === true
  if (isUnseen && sockets !== undefined) return pauseForSocket(sockets, pause, willReport)
  const rhythm = willReport ? reportedRhythm : isUnseen ? connectRhythm : requestRhythm
  await wake.sleep(pace.pauseMs(rhythm))
}

/** Waits until a new socket may be listening, or long enough for the count to have missed one. */
async function pauseForSocket(sockets: SocketWatch, { pace, wake }: Pause, willReport: boolean): Promise<void> {
  const untilMs = pace.elapsedMs() + pace.pauseMs(watchedRhythm)
  const isOver = (): boolean => sockets.hasGrown() || pace.elapsedMs() >= untilMs
  await wake.sleep(pace.pauseMs(willReport ? reportedRhythm : watchRhythm), isOver)
}
