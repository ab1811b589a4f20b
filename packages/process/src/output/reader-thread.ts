// The thread that reads the output of services, and the messages between it and this process.
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { readerScript } from './reader-script'

/** How long this process stands still for an answer, in milliseconds: the thread takes a tenth of one, if it has a processor. */
const answerMs = 50

/** An order to the thread. */
export interface Order {
  readonly order: 'open' | 'listen' | 'taken' | 'flush' | 'close'
  readonly id: number
  readonly path?: string
  /** The word that names the one who reads a FIFO; the thread begins when nobody does. */
  readonly owner?: Int32Array
}

/** A message of the thread. */
export interface Batch {
  readonly id: number
  readonly blocks?: readonly { readonly bytes: Uint8Array; readonly atMs: number }[]
  readonly lostBytes?: number
  readonly blockedMs?: number
  readonly isOpen?: boolean
  readonly isFlushed?: boolean
  readonly isEnded?: boolean
}

/** The running thread. */
export interface ReaderThread {
  readonly post: (order: Order) => void
  /** Has an output flushed, and receives that before it returns. */
  readonly flushNow: (id: number) => void
  readonly keepAlive: (isKept: boolean) => void
  readonly end: () => void
}

/** Starts the thread. Throws if this process may have none. */
export function startThread(receive: (batch: Batch) => void, onLost: () => void): ReaderThread {
  const { port1: port, port2 } = new MessageChannel()
  const answers = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(readerScript, {
    eval: true,
    name: 'portside-output',
    workerData: { port: port2, answers },
    transferList: [port2],
    // Nothing of the runner is loaded here, and a descriptor is closed by the socket that has it.
    execArgv: [],
    env: {},
    trackUnmanagedFds: false,
  })
  const receiveAll = (): void => {
    for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) receive(next.message as Batch)
  }
  const post = (order: Order): void => port.postMessage(order, [])
  port.on('message', receive)
  worker.on('error', () => undefined)
  worker.once('exit', () => {
    receiveAll()
    port.close()
    onLost()
  })
  worker.unref()
  port.unref()
  return {
    post,
    flushNow: (id) => {
      const before = Atomics.load(answers, 0)
      post({ order: 'flush', id })
      Atomics.wait(answers, 0, before, answerMs)
      receiveAll()
    },
    keepAlive: (isKept) => worker[isKept ? 'ref' : 'unref'](),
    end: () => void worker.terminate(),
  }
}
