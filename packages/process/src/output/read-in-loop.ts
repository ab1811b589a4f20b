import { constants, openSync, readSync } from 'node:fs'
import { Socket } from 'node:net'
import { callLater } from '@portside/internal'
import type { ThreadReading } from './read-in-thread'
import type { OutputReading, TakeOutput } from './output-reading'
import { fifoReader } from './reader-script'

/** More than a pipe holds: a service that writes without end must not keep this process. */
const maxRestBytes = 1024 * 1024
const chunkBytes = 64 * 1024

/** A reading that another one can go on with. */
export interface LoopReading extends OutputReading {
  /** Takes what has been written by now. */
  readonly readNow: () => void
  /** Reads no more, and leaves the rest in the FIFO. */
  readonly leave: () => void
  /** Whether all writers have closed the FIFO. */
  readonly hasEnded: () => boolean
}

/** Reads a FIFO by the event loop of this process. Not in a worker thread: when that ends, Node.js closes descriptors that a socket has closed before. */
export function readInLoop(path: string, take: TakeOutput): LoopReading {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const socket = new Socket({ fd: descriptor, readable: true, writable: false })
  let isTaking = false
  const takeNow: TakeOutput = (chunk, atMs) => {
    isTaking = true
    try {
      take(chunk, atMs)
    } finally {
      isTaking = false
    }
  }
  socket.on('data', (chunk: Buffer) => takeNow(chunk, Date.now()))
  // A broken pipe has no more output.
  socket.on('error', () => undefined)
  const isClosed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const readRest = (): void => {
    // A listener may ask for all that there is, and gets the next part after this one.
    if (!socket.destroyed && !isTaking) readByHand(descriptor, takeNow)
  }
  return {
    ended: isClosed,
    readNow: readRest,
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

/** How often this process looks while the thread starts, in milliseconds. */
const lookMs = 2

/** Reads a FIFO by hand until the thread, which is starting, has begun: then `owner` names the thread. */
export function readUntilBegun(
  thread: ThreadReading,
  { descriptor, owner, take }: { readonly descriptor: number; readonly owner: Int32Array; readonly take: TakeOutput },
): OutputReading & { readonly readNow: () => void } {
  const readAnd = (next: number): boolean => {
    if (Atomics.compareExchange(owner, 0, fifoReader.nobody, fifoReader.loop) !== fifoReader.nobody) return false
    readByHand(descriptor, take)
    Atomics.store(owner, 0, next)
    return true
  }
  const look = (): void => {
    if (readAnd(fifoReader.nobody)) callLater(look, lookMs)
  }
  callLater(look, lookMs)
  return {
    ...thread,
    readNow: () => {
      if (!readAnd(fifoReader.nobody) && owner[0] === fifoReader.thread) thread.readNow()
    },
    flush: async () => {
      if (!readAnd(fifoReader.nobody)) await thread.flush()
    },
    close: async () => {
      if (readAnd(fifoReader.closed)) thread.cancel()
      else await thread.close()
    },
  }
}

/** Reads all that was written before, however long somebody holds the FIFO open. */
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
