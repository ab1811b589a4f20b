import { addressText, unlessAborted } from '@portside/internal'
import type { Socket } from 'node:net'
import { setImmediate } from 'node:timers'
import { type Address, type ProbeRun, type ProbeAttempt } from '../probe'
import { attemptLimitMs, onSilence } from './attempt-limit'
import { connect, type ConnectFailure, createSocket } from './connect'
import { linkedAbort } from './linked-abort'
import { noteOtherAddress } from './note-other-address'
import { startPace } from './pace'
import { pauseAfter } from './pause-after'
import { startWake } from './wake'
import { watchSockets } from './watch-sockets'

/** An exchange over a fresh connection: resolves to `undefined` when the service is ready, else to a description of the fault. */
export type Exchange = (socket: Socket, limits: ExchangeLimits) => Promise<ExchangeFailure | undefined>

/** The limits of an exchange. */
export interface ExchangeLimits {
  /** The time until it gives up, in milliseconds. */
  readonly limitMs: number
  /** Aborts the exchange; the socket is ended. */
  readonly signal: AbortSignal
}

/** An attempt without the fields that the loop adds. */
export type ExchangeFailure = Omit<ProbeAttempt, 'probe' | 'address'>

/** Connects to `address` repeatedly, one connection at a time, until `exchange` succeeds. */
export async function waitForExchange(
  address: Address,
  run: ProbeRun,
  description: string,
  exchange: Exchange,
): Promise<void> {
  const pace = startPace()
  const sockets = watchSockets()
  const wake = startWake(run)
  // A separate abort, so that the connection of an exchange that succeeded is not cut when the run ends.
  const own = linkedAbort(run.signal)
  const other = noteOtherAddress(address, run, description)
  const note = (failure: ExchangeFailure): void => {
    run.note({ probe: description, address: addressText(address.host, address.port), ...failure })
    other.mainOutcome(failure.outcome)
  }
  // The service prepares its answer while the subscriber looks at the connection.
  const exchangeAndReport: Exchange = (socket, limits) => {
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
      const limits = { limitMs: attemptLimitMs(pace.elapsedMs(), run), signal: own.signal }
      const failure = await attempt(
        connect(address, own.signal, { socket, longestMs: run.attemptTimeoutMs }),
        exchangeAndReport,
        note,
        limits,
      )
      run.signal.throwIfAborted()
      if (failure === undefined) {
        // After success, the code that waits for the service runs first. After a failure, the watches end at once.
        end = () => setImmediate(endWatches)
        return
      }
      note(failure)
      // The socket is made before it is needed: the service may listen at any moment.
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
    return await onSilence(unlessAborted(exchange(connection, limits), limits.signal), (waitedMs) =>
      note({ outcome: 'silent', detail: `connected, and nothing came for ${waitedMs} ms` }),
    )
  } catch (error) {
    return { outcome: 'failed', detail: String(error), cause: error }
  }
}

function isFailure(connection: Socket | ConnectFailure): connection is ConnectFailure {
  return 'outcome' in connection
}
