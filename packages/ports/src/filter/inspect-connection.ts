import { setTimeout as delay } from 'node:timers/promises'
import { connect, type Socket } from 'node:net'
import { isLoopback, hasLoopback } from '../address/loopback'
import { isIPv6Only } from '../address/prove-free'
import { readSockets } from '../owner/linux/read-sockets'
import type { ConnectionFinding, ConnectionState } from './connection-finding'
import { findListener, type Listener } from './find-listener'
import { errorCode } from '../system/error-code'
import { startDeadline } from '../system/start-deadline'

/** The kernel sends its first packet again after a second, and IPv6 rejects can also take a second to arrive. */
const answerWithinMs = 1300

/** How long a listener may leave a connection in its queue. */
const acceptWithinMs = 500
const lookEveryMs = 20

/** The errors that a packet filter, or a route that forbids, causes for a connection on this machine (connect(2), nft(8), ip-rule(8)). */
const refusals: Readonly<Record<string, ConnectionState>> = {
  ECONNREFUSED: 'rejected',
  EHOSTUNREACH: 'rejected',
  ENETUNREACH: 'forbidden',
  EACCES: 'forbidden',
  EPERM: 'forbidden',
  EINVAL: 'forbidden',
}

/** ICMPv6 errors arrive after a second, those of the system's own routes at once. */
const ownErrorWithinMs = 500

/**
 * Connects to an address of this machine, and compares the result with what the kernel reports of the listener there, before and after. It does not
 * connect if nobody listens, or if connections already wait in the listener's queue.
 *
 * @example
 * ```ts
 * const { state, errorCode } = await inspectConnection('127.0.0.1', 3000)
 * ```
 */
export async function inspectConnection(host: string, port: number): Promise<ConnectionFinding> {
  const listener = await findListener(host, port)
  const place = { host, port, ...factsOf(listener), isAddressMissing: isLoopback(host) && !hasLoopback(host) }
  if (listener === undefined) return { ...place, state: 'absent', elapsedMs: 0 }
  if ((await acceptedOrNot(host, port)) === 'unaccepted')
    return { ...place, state: 'unaccepted', elapsedMs: acceptWithinMs }
  const attempt = await tryConnection(host, port, answerWithinMs)
  try {
    const state = await stateOf(attempt, place, listener)
    const { elapsedMs, errorCode } = attempt
    return { ...place, state, elapsedMs, ...(errorCode === undefined ? {} : { errorCode }) }
  } finally {
    attempt.socket.destroy()
  }
}

interface Place {
  readonly host: string
  readonly port: number
}

async function stateOf(attempt: ConnectionAttempt, { host, port }: Place, before: Listener): Promise<ConnectionState> {
  if (attempt.isConnected) return acceptedOrNot(host, port)
  const after = await findListener(host, port)
  // If a listener came or went in the meantime, the answer is out of date.
  if (before.id !== after?.id) return 'absent'
  if ((after.waiting ?? 0) > 0) return 'unaccepted'
  if (attempt.errorCode === undefined) return isUnanswered(attempt) ? 'dropped' : 'failed'
  const state = refusals[attempt.errorCode] ?? 'failed'
  if (attempt.errorCode === 'ECONNREFUSED' && (await isIPv6Only(before.address, host, port))) return 'absent'
  return state === 'forbidden' && attempt.elapsedMs > ownErrorWithinMs ? 'rejected' : state
}

/** If a listener accepts, its queue is empty now or a moment later. */
async function acceptedOrNot(host: string, port: number): Promise<ConnectionState> {
  const deadline = AbortSignal.timeout(acceptWithinMs)
  for (;;) {
    const listener = await findListener(host, port)
    if ((listener?.waiting ?? 0) === 0) return 'open'
    if (deadline.aborted) return 'unaccepted'
    await delay(lookEveryMs)
  }
}

/** Returns whether the kernel still waits for the first answer: this process may be late to see that it has come. */
function isUnanswered({ socket }: ConnectionAttempt): boolean {
  const { localPort } = socket
  if (process.platform !== 'linux' || localPort === undefined) return socket.connecting
  return readSockets(localPort).onPort.some(({ state }) => state === 'syn-sent')
}

function factsOf(listener: Listener | undefined): Pick<ConnectionFinding, 'listener' | 'waiting'> {
  if (listener === undefined) return {}
  const { address, waiting } = listener
  return { listener: address, ...(waiting === undefined ? {} : { waiting }) }
}

/** The result of an attempt to connect. */
export interface ConnectionAttempt {
  /** Its socket; the caller destroys it. */
  readonly socket: Socket
  readonly isConnected: boolean
  /** The system's error; absent if there was none, even if no answer came. */
  readonly errorCode?: string
  readonly elapsedMs: number
}

/** Tries one connection for `limitMs` milliseconds, not counting time in which this process was blocked. */
function tryConnection(host: string, port: number, limitMs: number): Promise<ConnectionAttempt> {
  const startedAtMs = performance.now()
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const end = (isConnected: boolean, failure: { errorCode?: string } = {}): void => {
      endWait()
      resolve({ socket, isConnected, ...failure, elapsedMs: performance.now() - startedAtMs })
    }
    const endWait = startDeadline(limitMs, () => end(false))
    socket.once('connect', () => end(true))
    socket.on('error', (error) => end(false, { errorCode: errorCode(error) }))
  })
}
