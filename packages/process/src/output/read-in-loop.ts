import { constants, openSync, readSync } from 'node:fs'
import { Socket } from 'node:net'
import type { OutputReading, TakeOutput } from './output-reading'

/** More than a pipe holds: a service that writes without end must not keep this process. */
const maxRestBytes = 1024 * 1024
const chunkBytes = 64 * 1024

/** A reading that another one can go on with. */
export interface LoopReading extends OutputReading {
  /** Reads no more, and leaves the rest in the FIFO. */
  readonly leave: () => void
  /** Whether all writers have closed the FIFO. */
  readonly hasEnded: () => boolean
}

/** Reads a FIFO by the event loop of this process. Not in a worker thread: when that ends, Node.js closes descriptors that a socket has closed before. */
export function readInLoop(path: string, take: TakeOutput): LoopReading {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const socket = new Socket({ fd: descriptor, readable: true, writable: false })
  socket.on('data', (chunk: Buffer) => take(chunk, Date.now()))
  // A broken pipe has no more output.
  socket.on('error', () => undefined)
  const isClosed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const readRest = (): void => {
    if (!socket.destroyed) readByHand(descriptor, take)
  }
  return {
    ended: isClosed,
    flush: async () => readRest(),
    close: async () => {
      readRest()
      socket.destroy()
      await isClosed
    },
    leave: () => void socket.destroy(),
    hasEnded: () => socket.destroyed || socket.readableEnded,
    keepAlive: (isKept) => socket[isKept ? 'ref' : 'unref'](),
  }
}

/** What was written before is there at once, however long somebody holds the FIFO open. */
function readByHand(descriptor: number, take: TakeOutput): void {
  try {
    for (let rest = maxRestBytes; rest > 0;) {
      const chunk = Buffer.allocUnsafe(chunkBytes)
      const length = readSync(descriptor, chunk)
      if (length === 0) return
      take(chunk.subarray(0, length), Date.now())
      rest -= length
    }
  } catch {
    // EAGAIN: the FIFO is empty.
  }
}
