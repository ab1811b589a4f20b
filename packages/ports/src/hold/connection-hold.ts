import { once } from 'node:events'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { startDeadline } from '../system/start-deadline'
import { errorCode } from '../system/error-code'
import { enterAnchors, leaveAnchors, type Anchors } from './anchors'
import { blockedLoopbackError } from './loopback-error'
import type { Hold } from './hold'

/** A kernel answers its own connections at once, but an overloaded machine reports it late. */
const answerWithinMs = 5000

/**
 * Holds a port by the local end of a connection to this process's own listener, for Node without `net.BoundSocket`. The socket is bound before it
 * connects (`localAddress`), with SO_REUSEADDR as Node always does; a socket that only connects would keep the service from binding (ip(7),
 * socket(7)). It resolves as soon as the socket is bound, so the rest of the lease is made in the turn of the event loop that connects.
 *
 * @throws the system's error when the address cannot be bound, and `E_LOOPBACK` when there is no loopback.
 */
export async function holdByConnection(address: string, port: number): Promise<Hold> {
  try {
    const anchors = await enterAnchors()
    const socket = connectFrom(address, port, anchors)
    const kept = keep(socket, address, anchors)
    // The caller learns of a failure by `kept`, perhaps only after other work.
    kept.catch(() => undefined)
    await once(socket, 'connectionAttempt')
    return holdOf(socket, port || (await portOf(socket, kept)), kept)
  } catch (error) {
    leaveAnchors()
    throw error
  }
}

function connectFrom(address: string, localPort: number, anchors: Anchors): Socket {
  const isV6 = address.includes(':')
  const anchor = isV6 ? { host: '::1', port: anchors.v6 ?? 0 } : { host: '127.0.0.1', port: anchors.v4 }
  const socket = connect({ ...anchor, localAddress: address, localPort })
  // A paused socket never reads the anchor's byte, see `keep` in anchors.
  return socket.pause()
}

/** The errors that only a filter causes for a connection to a listener of this process. */
const blocks = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EPERM', 'EINVAL'])

/** Resolves when the other end is kept too. From then on its byte is here, and no end of ours leaves TIME_WAIT. */
function keep(socket: Socket, address: string, anchors: Anchors): Promise<void> {
  const anchor = address.includes(':') ? (anchors.v6 ?? 0) : anchors.v4
  return new Promise((resolve, reject) => {
    const fail = (what: string): void => {
      socket.destroy()
      blockedLoopbackError(address, anchor, what).then(reject, reject)
    }
    const endWait = startDeadline(answerWithinMs, () => {
      if (socket.connecting) return fail('was not answered')
      socket.destroy()
      reject(droppedError())
    })
    socket.on('error', (error) => {
      endWait()
      if (blocks.has(errorCode(error))) fail(`met ${errorCode(error)}`)
      else reject(error)
    })
    socket.once('connect', () => {
      void anchors.kept(address, socket.localPort ?? 0).then(() => {
        endWait()
        socket.unref()
        resolve()
      })
    })
  })
}

/**
 * Makes the error for a connection that the kernel accepted and the listener never received: libuv accepts and closes a connection for which it has
 * no descriptor.
 */
function droppedError(): NodeJS.ErrnoException {
  const message =
    'EMFILE: too many open files, so that a connection of this process to itself was dropped (`ulimit -n`)'
  return Object.assign(new Error(message), { code: 'EMFILE' })
}

/** If the bind failed because no port was free, there is no port to read, and `kept` rejects with the error. */
async function portOf(socket: Socket, kept: Promise<void>): Promise<number> {
  const { port = 0 } = socket.address() as Partial<AddressInfo>
  if (port === 0) await kept
  return port
}

function holdOf(socket: Socket, port: number, kept: Promise<void>): Hold {
  let released: Promise<void> | undefined
  const release = async (): Promise<void> => {
    await kept.catch(() => undefined)
    await reset(socket)
    leaveAnchors()
  }
  return { port, kept, release: () => (released ??= release()) }
}

async function reset(socket: Socket): Promise<void> {
  if (socket.closed) return
  const closing = once(socket, 'close')
  if (!socket.destroyed) socket.resetAndDestroy()
  await closing
}
