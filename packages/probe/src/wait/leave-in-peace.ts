import type { Socket } from 'node:net'
import { clearTimeout, setTimeout } from 'node:timers'

const longestMs = 1000

/**
 * Lets the server finish its answer, for a second at most: a reset would make it log a broken pipe, or end one that expects none. It does not wait for
 * that, nor keep the process alive.
 */
export function leaveInPeace(socket: Socket): undefined {
  const timer = setTimeout(() => socket.destroy(), longestMs).unref()
  socket
    .resume()
    .once('close', () => clearTimeout(timer))
    .unref()
}
