// The one registry of this folder: the connections of probes whose servers may still answer.
import type { Socket } from 'node:net'
import { clearTimeout, setImmediate, setTimeout } from 'node:timers'
import { globalState } from '@portside/internal'
import type { Address } from '../probe'

const longestMs = 1000

/**
 * Lets the server finish its answer, for a second at most: a reset would make it log a broken pipe, or end one that expects none. It does not wait for
 * that, nor keep the process alive. `isOver` says that nothing more is sent.
 */
export function leaveInPeace(socket: Socket, isOver = false): undefined {
  const left = registry()
  left.add(socket)
  socket.once('close', () => left.delete(socket)).unref()
  // The code that waits for the service runs first.
  setImmediate(() => {
    if (socket.destroyed) return
    if (isOver) socket.end()
    const timer = setTimeout(() => socket.destroy(), longestMs).unref()
    socket.resume().once('close', () => clearTimeout(timer))
  })
}

/**
 * Ends the connections of probes to an address whose server is about to be stopped. Whoever closes a connection first keeps its port for a minute
 * (TIME-WAIT, RFC 9293, 3.6.1), also from a server that does not set SO_REUSEADDR; so the server must not be the first.
 */
export function endProbeConnections({ host, port }: Address): void {
  for (const socket of registry()) if (socket.remotePort === port && socket.remoteAddress === host) socket.destroy()
}

function registry(): Set<Socket> {
  return globalState('left-in-peace', () => new Set<Socket>())
}
