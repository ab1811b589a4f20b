import { PortsideError } from '@portside/errors'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { enterAnchors, leaveAnchors } from './anchors'
import type { Hold } from './hold'

const answerWithinMs = 2000

/**
 * Holds a port by the local end of a connection to this process's own listener, for Node without `net.BoundSocket`.
 * It is bound before it connects (`localAddress`), with SO_REUSEADDR as Node always does; a socket that only connects
 * would keep the service from binding (ip(7), socket(7)).
 *
 * @throws the system's error when the port is taken, and `E_LOOPBACK` when the address does not answer.
 */
export async function holdByConnection(address: string, port: number): Promise<Hold> {
  try {
    const anchors = await enterAnchors()
    const socket = await connectFrom(address, port, address.includes(':') ? (anchors.v6 ?? 0) : anchors.v4)
    return holdOf(socket)
  } catch (error) {
    leaveAnchors()
    throw error
  }
}

function connectFrom(address: string, localPort: number, anchor: number): Promise<Socket> {
  const host = address.includes(':') ? '::1' : '127.0.0.1'
  const socket = connect({ host, port: anchor, localAddress: address, localPort })
  // A paused socket never reads the anchor's byte; see `keep` in anchors.
  socket.pause()
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => socket.destroy(noAnswer(address)), answerWithinMs)
    socket.on('error', (error) => {
      clearTimeout(late)
      reject(error)
    })
    socket.once('connect', () => {
      clearTimeout(late)
      resolve(socket.unref())
    })
  })
}

function noAnswer(address: string): PortsideError {
  return new PortsideError({
    code: 'E_LOOPBACK',
    summary: `A connection from ${address} to this process itself was not answered within ${answerWithinMs} ms`,
    hints: ['Is the loopback interface up (`ip link show lo`)?', 'Does a firewall drop packets on it?'],
  })
}

function holdOf(socket: Socket): Hold {
  let released: Promise<void> | undefined
  const port = socket.localPort ?? 0
  return {
    port,
    release: () =>
      (released ??= closed(socket).then(() => {
        leaveAnchors()
      })),
  }
}

async function closed(socket: Socket): Promise<void> {
  if (socket.closed) return
  const closing = once(socket, 'close')
  socket.resetAndDestroy()
  await closing
}
