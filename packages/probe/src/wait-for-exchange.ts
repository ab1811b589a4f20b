import type { Socket } from 'node:net'
import { formatAddress, type Address } from './address'
import { attemptLimitMs } from './attempt-limit'
import { connect, type ConnectFailure } from './connect'
import { linkedAbort } from './linked-abort'
import { noteOtherAddress } from './note-other-address'
import { onSilence } from './on-silence'
import { connectRhythm, requestRhythm, startPace, type Pace, type Rhythm } from './pace'
import type { ProbeRun } from './probe'
import type { ProbeAttempt } from './probe-attempt'
import { sleep } from './sleep'

/** What is said over a fresh connection: resolves with nothing when the service is ready, else with what was wrong. */
export type Exchange = (socket: Socket, limits: ExchangeLimits) => Promise<ExchangeFailure | undefined>

/** How long an exchange may last. */
export interface ExchangeLimits {
  /** When to give up, in milliseconds. */
  readonly limitMs: number
  /** Aborts the exchange; the socket is destroyed already. */
  readonly signal: AbortSignal
}

/** An attempt without what the loop knows of it. */
export type ExchangeFailure = Omit<ProbeAttempt, 'probe' | 'address'>

/** Connects to `address` again and again, one connection at a time, until `exchange` is content. */
export async function waitForExchange(
  address: Address,
  run: ProbeRun,
  description: string,
  exchange: Exchange,
): Promise<void> {
  const pace = startPace()
  // Of its own, so that the connection of a content exchange is not cut when the run ends.
  const own = linkedAbort(run.signal)
  const other = noteOtherAddress(address, run, description)
  const note = (failure: ExchangeFailure): void =>
    run.note({ probe: description, address: formatAddress(address), ...failure })
  try {
    for (;;) {
      const failure = await onSilence(attempt(address, own.signal, pace, exchange), silenceNote(note))
      run.signal.throwIfAborted()
      if (failure === undefined) return
      note(failure)
      other.mainOutcome(failure.outcome)
      await sleep(pace.pauseMs(rhythmAfter(failure)), run.signal)
    }
  } finally {
    own.unlink()
    other.end()
    pace.end()
  }
}

async function attempt(
  address: Address,
  signal: AbortSignal,
  pace: Pace,
  exchange: Exchange,
): Promise<ExchangeFailure | undefined> {
  const connection = await connect(address, signal)
  if (isFailure(connection)) return connection
  try {
    return await exchange(connection, { limitMs: attemptLimitMs(pace.elapsedMs()), signal })
  } catch (error) {
    return { outcome: 'failed', detail: String(error), cause: error }
  }
}

function isFailure(connection: Socket | ConnectFailure): connection is ConnectFailure {
  return 'outcome' in connection
}

function silenceNote(note: (failure: ExchangeFailure) => void): (waitedMs: number) => void {
  return (waitedMs) => note({ outcome: 'no-answer', detail: `no answer for ${waitedMs} ms` })
}

/** A refused connection leaves no trace in the service; everything else may. */
function rhythmAfter({ outcome }: ExchangeFailure): Rhythm {
  return outcome === 'refused' || outcome === 'self-connect' ? connectRhythm : requestRhythm
}
