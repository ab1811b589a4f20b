import { connect, type Socket } from 'node:net'
import { errorCode } from '../system/error-code'
import { startDeadline } from '../system/start-deadline'

/** How an attempt to connect ended. */
export interface ConnectionAttempt {
  /** Its socket, which is the caller's to destroy. */
  readonly socket: Socket
  readonly isConnected: boolean
  /** The system's error; absent where there was none, but no answer either. */
  readonly errorCode?: string
  readonly elapsedMs: number
}

/** Tries one connection for `limitMs` milliseconds, in which this process was not blocked. */
export function tryConnection(host: string, port: number, limitMs: number): Promise<ConnectionAttempt> {
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
