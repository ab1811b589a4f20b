import { Socket } from 'node:net'
import { clearTimeout, setTimeout } from 'node:timers'
import type { Address, ProbeOutcome } from '../probe'
import { leaveInPeace } from './leave-in-peace'

/** The reason why a connection failed. */
export interface ConnectFailure {
  readonly outcome: ProbeOutcome
  readonly detail: string
  readonly cause?: unknown
}

/** IPv6 rejects take a second to arrive, so a shorter limit would take them for silence. */
const limitMs = 1500

/** Makes a socket that is not connected, which takes a fifth of the time of a connection and uses no resource of the system. */
export function createSocket(): Socket {
  return new Socket().setNoDelay()
}

/** The options of a connection. */
export interface ConnectOptions {
  /** A socket that is not connected. @default a new one */
  readonly socket?: Socket
  /** The longest time to wait for an answer, in milliseconds; 1.5 s at most. @default 1500 */
  readonly longestMs?: number | undefined
}

/**
 * Tries one connection, with a socket that may have been made before. The caller destroys the socket that is returned; it is also ended when
 * `signal` aborts, and has a listener for errors.
 */
export function connect(
  { host, port }: Address,
  signal: AbortSignal,
  { socket = createSocket(), longestMs = limitMs }: ConnectOptions = {},
): Promise<Socket | ConnectFailure> {
  return new Promise((resolve) => {
    socket.connect({ host, port })
    const settle = (result: Socket | ConnectFailure): void => {
      clearTimeout(timer)
      if (result !== socket && !signal.aborted) socket.destroy()
      resolve(result)
    }
    const waitMs = Math.min(longestMs, limitMs)
    const timer = setTimeout(() => settle(silence(waitMs)), waitMs)
    socket.once('connect', () => settle(isSelfConnected(socket) ? selfConnected(socket) : socket))
    socket.on('error', (error) => settle(refusal(error)))
    endAtAbort(socket, signal, () => settle({ outcome: 'failed', detail: 'aborted' }))
  })
}

/** A server that is about to answer would get a reset from a closed socket, which ends one that expects none. */
function endAtAbort(socket: Socket, signal: AbortSignal, settle: () => void): void {
  const abort = (): void => {
    leaveInPeace(socket, true)
    settle()
  }
  if (signal.aborted) {
    socket.destroy()
    return settle()
  }
  signal.addEventListener('abort', abort)
  socket.once('close', () => signal.removeEventListener('abort', abort))
}

/** With TCP, a connection to a free port of the ephemeral range can connect to itself (simultaneous open, RFC 9293, 3.5). */
function isSelfConnected(socket: Socket): boolean {
  return socket.localPort === socket.remotePort && socket.localAddress === socket.remoteAddress
}

/** The reset keeps the port out of TIME_WAIT: the service still has to bind it. */
function selfConnected(socket: Socket): ConnectFailure {
  socket.resetAndDestroy()
  return { outcome: 'self-connect', detail: 'the connection met itself: nobody listens' }
}

function refusal(error: NodeJS.ErrnoException): ConnectFailure {
  if (error.code === 'ECONNREFUSED') return { outcome: 'refused', detail: 'connection refused', cause: error }
  return { outcome: 'failed', detail: `connecting failed: ${error.code ?? error.message}`, cause: error }
}

function silence(waitedMs: number): ConnectFailure {
  return { outcome: 'no-answer', detail: `no answer to the connection for ${waitedMs} ms` }
}
