import { Socket } from 'node:net'
import { clearTimeout, setTimeout } from 'node:timers'
import type { Look } from '../wait/poll'
import type { ProbeAttempt } from '../probe'
import { socketFailure } from '../wait/socket-failure'

type Failure = Omit<ProbeAttempt, 'probe'>

/** Checks whether the Unix socket (or named pipe) at `path` accepts connections. */
export function lookAtSocket(path: string, signal: AbortSignal): Look {
  return ({ limitMs }) =>
    new Promise((resolve) => {
      const socket = new Socket()
      const settle = (failure?: Failure): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', abort)
        socket.destroy()
        resolve(failure)
      }
      const abort = (): void => settle({ outcome: 'failed', detail: 'aborted' })
      const timer = setTimeout(() => settle({ outcome: 'no-answer', detail: silence(limitMs) }), limitMs)
      signal.addEventListener('abort', abort)
      socket.once('connect', () => settle()).on('error', (error) => settle(socketFailure(path, error)))
      socket.connect({ path })
    })
}

function silence(limitMs: number): string {
  return `no answer to the connection for ${Math.round(limitMs)} ms`
}
