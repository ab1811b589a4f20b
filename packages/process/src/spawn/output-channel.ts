import type { ChildProcess } from 'node:child_process'
import { chownSync, closeSync, constants, openSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { isMainThread } from 'node:worker_threads'
import { delay, globalState } from '@portside/internal'
import type { SpawnOptions } from '../child/spawn-options'
import { readInThread, startReader } from '../output/read-in-thread'
import type { OutputReading, TakeOutput } from '../output/output-reading'
import { readInLoop, readUntilBegun } from '../output/read-in-loop'
import { guardFifo } from '../warden/guard-directory'
import { takeFifo } from './fifo-folder'

/** The way of a child's output to this process. */
export interface OutputChannel {
  /** Its standard output and standard error, for `spawn`. */
  readonly stdio: readonly [number | 'pipe', number | 'pipe']
  /** Begins to read, once the child has been started; `begin` is called for each stream, which may have both of the child's. */
  readonly read: (child: ChildProcess, begin: () => OutputStream) => ChannelReading
  /** Closes the channel of a child that could not be started. */
  readonly abandon: () => void
}

/** The reading of a channel. */
export interface ChannelReading extends OutputReading {
  /** Has a thread read from now on, so that the service does not wait for this process. */
  readonly detach: () => void
  /** Takes what has been written by now, before it returns. */
  readonly readNow: () => void
}

/** Takes the output of one stream. */
export interface OutputStream {
  readonly take: TakeOutput
  readonly end: () => void
}

/** Grandchildren that inherited the pipes may hold them open for as long as they live. */
const lastOutputMs = 20

/**
 * Opens a FIFO; if there can be none, pipes that the event loop of this process reads.
 *
 * One FIFO for both streams keeps their order, and a program can open it anew as `/dev/stderr`.
 */
export function openChannel(options: SpawnOptions): OutputChannel {
  try {
    if (!isMainThread) startReader()
    return openFifo(options)
  } catch (error) {
    return openPipes(error)
  }
}

/** Opens pipes that the event loop of this process reads, for want of something better, and warns of the reason once. */
export function openPipes(reason: unknown): OutputChannel {
  warnOfLoop(reason as Error)
  return { stdio: ['pipe', 'pipe'], read: readPipes, abandon: () => undefined }
}

function openFifo(options: SpawnOptions): OutputChannel {
  const { path, remove } = takeFifo(options.outputFolder)
  const opened: number[] = []
  let unguard = (): void => undefined
  const close = (kept: number): void => {
    for (const descriptor of opened.splice(kept)) closeSync(descriptor)
  }
  const abandon = (): void => {
    close(0)
    unguard()
    remove()
  }
  try {
    unguard = guardFifo(path)
    // A program that runs as another user can open it anew as well.
    const { uid = -1, gid = -1 } = options
    if (uid !== -1 || gid !== -1) chownSync(path, uid, gid)
    for (const flags of endFlags(options)) opened.push(openSync(path, flags))
  } catch (error) {
    abandon()
    throw error
  }
  const [kept = -1, stdout = 'pipe', stderr = 'pipe'] = opened
  const read: OutputChannel['read'] = (_child, begin) => {
    const stream = begin()
    close(1)
    const reading = readFifo({ path, descriptor: kept }, stream.take)
    const ended = reading.ended.then(() => {
      abandon()
      stream.end()
    })
    return { ...reading, ended }
  }
  return { stdio: [stdout, stderr], read, abandon }
}

/**
 * The first end is this process's own: it holds what nobody has read yet, also while another thread takes the place of one that was lost. The child has
 * its two open for reading too, so that they never break: if this process is killed, the FIFO holds what is written until the warden reads. A daemon
 * that is left running would wait for a reader for ever, so its FIFO breaks as a pipe does.
 */
function endFlags({ leaveRunning = [] }: SpawnOptions): readonly number[] {
  const child = leaveRunning.length > 0 ? constants.O_WRONLY : constants.O_RDWR
  return [constants.O_RDONLY | constants.O_NONBLOCK, child, child]
}

/**
 * Reads a FIFO by the event loop of this process until the thread takes over: to start a thread takes 20 ms of a processor, which a service that starts,
 * and a command that only runs, can do without.
 */
function readFifo(
  { path, descriptor }: { readonly path: string; readonly descriptor: number },
  take: TakeOutput,
): ChannelReading {
  let isKept = true
  let current: OutputReading & { readonly readNow: () => void }
  let resolveEnded = (): void => undefined
  const ended = new Promise<void>((resolve) => (resolveEnded = resolve))
  const follow = (reading: typeof current): void => {
    current = reading
    current.keepAlive(isKept)
    void reading.ended.then(() => current === reading && resolveEnded())
  }
  const inThread = (): typeof current => {
    const owner = new Int32Array(new SharedArrayBuffer(4))
    return readUntilBegun(readInThread({ order: 'open', path, owner }, take), { descriptor, owner, take })
  }
  const loop = isMainThread ? readInLoop(path, take) : undefined
  follow(loop ?? inThread())
  return {
    ended,
    flush: () => current.flush(),
    close: () => current.close(),
    readNow: () => current.readNow(),
    keepAlive: (kept) => {
      isKept = kept
      current.keepAlive(kept)
    },
    detach: () => {
      if (current !== loop || loop.hasEnded()) return
      try {
        follow(inThread())
        loop.leave()
      } catch (error) {
        warnOfLoop(error as Error)
      }
    },
  }
}

function readPipes({ stdout, stderr }: ChildProcess, begin: () => OutputStream): ChannelReading {
  const streams = [stdout, stderr].filter((stream) => stream !== null)
  const ended = Promise.all(streams.map((stream) => readPipe(stream, begin()))).then(() => undefined)
  return {
    ended,
    flush: () => Promise.race([ended, delay(lastOutputMs)]),
    close: async () => {
      for (const stream of streams) stream.destroy()
      await ended
    },
    keepAlive: (isKept) => {
      for (const stream of streams) (stream as Pipe)[isKept ? 'ref' : 'unref']()
    },
    detach: () => undefined,
    readNow: () => undefined,
  }
}

function readPipe(pipe: Readable, { take, end }: OutputStream): Promise<void> {
  pipe.on('data', (chunk: Buffer) => take(chunk, Date.now()))
  // A broken pipe has no more output.
  pipe.on('error', () => undefined)
  return new Promise((resolve) => {
    pipe.once('close', () => {
      end()
      resolve()
    })
  })
}

/** Pipes are sockets, but Node's types of a child process do not show it. */
type Pipe = Readable & Record<'ref' | 'unref', () => void>

function warnOfLoop({ message }: Error): void {
  const warned = globalState('output-warning', () => ({ isDone: false }))
  if (!warned.isDone) {
    process.emitWarning(`The output of services waits for the event loop of this process: ${message}`, {
      code: 'PORTSIDE_OUTPUT',
    })
  }
  warned.isDone = true
}
