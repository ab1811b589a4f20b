// This process's end of the thread that reads the output of services, which goes on while the event loop here is blocked. One for each process, however many
// builds of this package it loads; started by the first service, and ended when there has been none for a second.
import { callLater, globalState, startTimer } from '@portside/internal'
import type { OutputReading, TakeOutput } from './output-reading'
import { fifoReader } from './reader-script'
import { type Batch, type Order, type ReaderThread, startThread } from './reader-thread'

const maxLosses = 20
const lineFeed = 0x0a
const idleMs = 1000
/** How long a reply of the thread is waited for, in milliseconds: it may still be starting, on a busy machine. */
const replyMs = 1000

/** A FIFO to read, or a socket (a named pipe on Windows) on which to accept those who write. */
export interface OutputSource {
  readonly order: 'open' | 'listen'
  readonly path: string
  /** The word that says who reads a FIFO; the thread begins when nobody does. */
  readonly owner?: Int32Array
}

/** The reading of the thread. */
export interface ThreadReading extends OutputReading {
  /** Takes what has been written by now before it returns, unless a part is just being taken. */
  readonly readNow: () => void
  /** Ends a reading that the thread has not begun, and must not. */
  readonly cancel: () => void
}

interface Reading extends OutputSource {
  readonly take: TakeOutput
  readonly onOpen: () => void
  readonly onEnd: () => void
  /** The orders that the thread has not answered yet, each with those who wait: another thread gets them if this one is lost. */
  readonly asked: Record<'flush' | 'close', Set<() => void>>
  /** Whether the last byte ended a line. */
  isLineEnded: boolean
}

interface Reader {
  readonly readings: Map<number, Reading>
  /** Those that keep this process alive. */
  readonly kept: Set<number>
  nextId: number
  losses: number
  thread: ReaderThread | undefined
  /** Whether a batch is being taken. */
  isReceiving: boolean
}

/** Starts the thread if there is none. Throws if this process may have no threads. */
export function startReader(): void {
  const reader = theReader()
  if (reader.thread) return
  const thread = startThread(
    (batch) => receive(reader, batch),
    () => {
      if (reader.thread === thread) replaceLost(reader)
    },
  )
  reader.thread = thread
}

/** Has the output of a service read; `onOpen` is called when a socket accepts writers. */
export function readInThread(
  source: OutputSource,
  take: TakeOutput,
  onOpen: () => void = () => undefined,
): ThreadReading {
  const reader = theReader()
  startReader()
  reader.nextId += 1
  const id = reader.nextId
  const asked = { flush: new Set<() => void>(), close: new Set<() => void>() }
  const ended = new Promise<void>((resolve) => {
    reader.readings.set(id, { ...source, take, onOpen, onEnd: resolve, asked, isLineEnded: true })
  })
  post(reader, { ...source, id })
  const keepAlive = (isKept: boolean): void => {
    if (isKept && reader.readings.has(id)) reader.kept.add(id)
    else reader.kept.delete(id)
    keepThread(reader)
  }
  keepAlive(true)
  return {
    ended,
    flush: () => ask(reader, id, 'flush'),
    close: async () => {
      await ask(reader, id, 'close')
      finish(reader, id)
    },
    keepAlive,
    readNow: () => {
      // A listener may ask for all that there is, and gets the next part after this one.
      if (!reader.isReceiving && reader.readings.has(id)) reader.thread?.flushNow(id)
    },
    cancel: () => finish(reader, id),
  }
}

function theReader(): Reader {
  return globalState<Reader>('output-reader', () => ({
    readings: new Map(),
    kept: new Set(),
    nextId: 0,
    losses: 0,
    thread: undefined,
    isReceiving: false,
  }))
}

function keepThread({ thread, kept }: Reader): void {
  thread?.keepAlive(kept.size > 0)
}

/** The FIFOs keep what is written meanwhile. */
function replaceLost(reader: Reader): void {
  reader.thread = undefined
  reader.losses += 1
  if (reader.readings.size === 0) return
  if (reader.losses >= maxLosses) {
    for (const id of reader.readings.keys()) finish(reader, id)
    return
  }
  startReader()
  keepThread(reader)
  for (const [id, { order, path, owner, asked }] of reader.readings) {
    if (owner) Atomics.store(owner, 0, fifoReader.nobody)
    post(reader, { order, path, id, ...(owner && { owner }) })
    for (const ordered of ['flush', 'close'] as const) if (asked[ordered].size > 0) post(reader, { order: ordered, id })
  }
}

function post({ thread }: Reader, order: Order): void {
  thread?.post(order)
}

function receive(reader: Reader, batch: Batch): void {
  const reading = reader.readings.get(batch.id)
  if (reading === undefined) return
  reader.isReceiving = true
  try {
    takeBatch(reading, batch)
  } finally {
    reader.isReceiving = false
    if (batch.blocks) post(reader, { order: 'taken', id: batch.id })
    if (batch.isOpen) reading.onOpen()
    if (batch.isFlushed) settle(reading.asked.flush)
    if (batch.isEnded) finish(reader, batch.id)
  }
}

function takeBatch(reading: Reading, { blocks = [], lostBytes = 0, blockedMs = 0 }: Batch): void {
  if (lostBytes > 0) {
    const mark = `[portside dropped ${lostBytes} bytes of output here: the runner was blocked for ${blockedMs} ms]\n`
    reading.take(Buffer.from(reading.isLineEnded ? mark : `\n${mark}`), blocks[0]?.atMs ?? Date.now())
  }
  for (const { bytes, atMs } of blocks) {
    reading.take(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), atMs)
    reading.isLineEnded = bytes.at(-1) === lineFeed
  }
}

/** Keeps this process alive until the thread has answered. */
function ask(reader: Reader, id: number, order: 'flush' | 'close'): Promise<void> {
  const waiting = reader.readings.get(id)?.asked[order]
  if (waiting === undefined) return Promise.resolve()
  return new Promise((resolve) => {
    const answered = (): void => {
      stopTimer()
      waiting.delete(answered)
      resolve()
    }
    const stopTimer = startTimer(answered, replyMs)
    waiting.add(answered)
    post(reader, { order, id })
  })
}

function settle(waiting: ReadonlySet<() => void>): void {
  for (const answered of waiting) answered()
}

function finish(reader: Reader, id: number): void {
  const reading = reader.readings.get(id)
  if (reading === undefined) return
  reader.readings.delete(id)
  if (reading.owner) Atomics.store(reading.owner, 0, fifoReader.closed)
  reader.kept.delete(id)
  keepThread(reader)
  settle(reading.asked.flush)
  settle(reading.asked.close)
  reading.onEnd()
  if (reader.readings.size === 0) callLater(() => dismissIdle(reader), idleMs)
}

function dismissIdle(reader: Reader): void {
  if (reader.readings.size > 0) return
  reader.thread?.end()
  reader.thread = undefined
}
