import type { Socket } from 'node:net'
import { setImmediate } from 'node:timers'
import { formatAddress, type Address, type ProbeRun, type ProbeAttempt } from '../probe'
import { attemptLimitMs, onSilence } from './attempt-limit'
import { connect, type ConnectFailure, createSocket } from './connect'
import { linkedAbort } from './linked-abort'
import { noteOtherAddress } from './note-other-address'
import { startPace } from './pace'
import { pauseAfter } from './pause-after'
import { startWake } from './wake'
import { watchSockets } from './watch-sockets'

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
  const sockets = watchSockets()
  const wake = startWake(run)
  // Of its own, so that the connection of a content exchange is not cut when the run ends.
  const own = linkedAbort(run.signal)
  const other = noteOtherAddress(address, run, description)
  const note = (failure: ExchangeFailure): void => {
    run.note({ probe: description, address: formatAddress(address), ...failure })
    other.mainOutcome(failure.outcome)
  }
  // The service answers while whoever is told looks at it.
  const askAndTell: Exchange = (socket, limits) => {
    const answer = exchange(socket, limits)
    run.connected?.(address)
    return answer
  }
  const endWatches = (): void => {
    other.end()
    sockets?.end()
    wake.end()
    pace.end()
  }
  let end: () => unknown = endWatches
  let socket = createSocket()
  try {
    for (;;) {
      const limits = { limitMs: attemptLimitMs(pace.elapsedMs()), signal: own.signal }
      const failure = await attempt(connect(address, own.signal, socket), askAndTell, note, limits)
      run.signal.throwIfAborted()
      if (failure === undefined) {
        // Whoever waits for the service goes first. What has failed leaves nothing that goes on for a moment more.
        end = () => setImmediate(endWatches)
        return
      }
      note(failure)
      // Before it is needed: the service may listen at any moment.
      socket = createSocket()
      await pauseAfter(failure.outcome, { pace, sockets, wake, run })
    }
  } finally {
    own.unlink()
    end()
  }
}

async function attempt(
  connecting: Promise<Socket | ConnectFailure>,
  exchange: Exchange,
  note: (failure: ExchangeFailure) => void,
  limits: ExchangeLimits,
): Promise<ExchangeFailure | undefined> {
  const connection = await onSilence(connecting, (waitedMs) =>
    note({ outcome: 'no-answer', detail: `no answer to the connection for ${waitedMs} ms` }),
  )
  if (isFailure(connection)) return connection
  try {
    return await onSilence(exchange(connection, limits), (waitedMs) =>
      note({ outcome: 'silent', detail: `connected, and nothing came for ${waitedMs} ms` }),
    )
  } catch (error) {
    return { outcome: 'failed', detail: String(error), cause: error }
  }
}

function isFailure(connection: Socket | ConnectFailure): connection is ConnectFailure {
  return 'outcome' in connection
}
