// The script of the thread that reads the output of services.

/** The values of the word that names the one who reads a FIFO, so that there is one at a time; nobody reads it any more once it is closed. */
export const fifoReader = { nobody: 0, loop: 1, thread: 2, closed: 3 } as const

/** The newest output that is kept for a service while this process does not take it, in bytes. */
const keptBytes = 4 * 1024 * 1024

/** How long a service that has written more waits, once, in milliseconds: a process that is slow, and not blocked, loses nothing. */
const patienceMs = 200

/**
 * The script of the thread that reads the output of all services, for `new Worker` with `eval`: a file of its own would have to be found from every
 * bundle. Its orders and replies are those of `read-in-thread.ts`. It sends a batch, and the next one when that has been taken, so that nothing piles up
 * in a process whose event loop is blocked.
 */
export const readerScript = String.raw`'use strict'
const { workerData: { port, answers } } = require('node:worker_threads')
const { constants, openSync, readSync } = require('node:fs')
const { Socket, createServer } = require('node:net')
const keptBytes = ${keptBytes}
const outputs = new Map()

port.on('message', ({ order, id, path, owner }) => {
  if (order === 'open') return openFifo(id, path, owner)
  if (order === 'listen') return listen(id, path)
  const output = outputs.get(id)
  if (output === undefined) return answer()
  if (order === 'taken') return taken(output)
  readRest(output)
  // Sockets cannot be read by hand: what has arrived is read in this turn.
  const reply = () => {
    if (outputs.has(id)) order === 'flush' ? send(output, { isFlushed: true }) : end(output)
    answer()
  }
  if (output.fd === undefined) setImmediate(() => setImmediate(reply))
  else reply()
})

/** Wakes a process that stands still until its order has been carried out. */
function answer() {
  Atomics.add(answers, 0, 1)
  Atomics.notify(answers, 0)
}

function begin(id, fd) {
  const output = { id, fd, sockets: new Set(), blocks: [], size: 0, lostBytes: 0, sentMs: undefined }
  outputs.set(id, output)
  return output
}

function openFifo(id, path, owner) {
  const before = Atomics.compareExchange(owner, 0, ${fifoReader.nobody}, ${fifoReader.thread})
  if (before === ${fifoReader.loop}) return void setImmediate(openFifo, id, path, owner)
  if (before === ${fifoReader.closed}) return
  let fd
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch {
    return port.postMessage({ id, isEnded: true })
  }
  const output = begin(id, fd)
  read(output, new Socket({ fd, readable: true, writable: false }))
}

function listen(id, path) {
  const output = begin(id, undefined)
  output.server = createServer((socket) => read(output, socket))
  output.server.on('error', () => end(output))
  output.server.listen(path, () => port.postMessage({ id, isOpen: true }))
}

function read(output, socket) {
  output.sockets.add(socket)
  socket.on('data', (chunk) => add(output, chunk))
  socket.on('error', () => undefined)
  socket.on('close', () => {
    output.sockets.delete(socket)
    output.fd = undefined
    if (output.sockets.size === 0) end(output)
  })
}

/** Reads all that was written before an order came, which fits into a pipe; a service that writes without end must not keep this thread. */
function readRest(output) {
  const chunk = Buffer.allocUnsafe(65536)
  try {
    for (let rest = 1048576; rest > 0 && output.fd !== undefined;) {
      const length = readSync(output.fd, chunk)
      if (length === 0) return
      add(output, chunk.subarray(0, length))
      rest -= length
    }
  } catch {
    // EAGAIN: the FIFO is empty.
  }
}

function add(output, chunk) {
  const atMs = Date.now()
  keep(output.blocks, chunk, atMs)
  output.size += chunk.length
  if (output.sentMs === undefined) return send(output, {})
  if (output.size > keptBytes) limit(output, atMs - output.sentMs)
}

/** A block has what came within a millisecond, or within a second while very many wait. */
function keep(blocks, chunk, atMs) {
  const last = blocks.at(-1)
  const length = last ? last.length + chunk.length : 0
  if (!last || length > 65536 || atMs - last.atMs >= (blocks.length > 1024 ? 1000 : 1)) {
    // The buffer of a block is sent as it is, so it has nothing else.
    const isOwn = chunk.buffer.byteLength === chunk.length
    blocks.push({ bytes: isOwn ? chunk : new Uint8Array(chunk), length: chunk.length, atMs })
    return
  }
  if (length > last.bytes.length) {
    const bytes = new Uint8Array(Math.min(length * 2, 65536))
    bytes.set(last.bytes.subarray(0, last.length))
    last.bytes = bytes
  }
  last.bytes.set(chunk, last.length)
  last.length = length
}

function limit(output, waitedMs) {
  if (waitedMs >= ${patienceMs}) return drop(output)
  for (const socket of output.sockets) socket.pause()
  output.timer ??= setTimeout(() => {
    drop(output)
    resume(output)
  }, ${patienceMs} - waitedMs)
}

/** Drops the oldest blocks, up to the end of a line. */
function drop(output) {
  while (output.size > keptBytes) dropFirst(output, output.blocks[0].length)
  const [first] = output.blocks
  const lineEnd = first ? first.bytes.subarray(0, first.length).indexOf(10) : -1
  if (lineEnd !== -1) dropFirst(output, lineEnd + 1)
}

function dropFirst(output, length) {
  const [first] = output.blocks
  if (length === first.length) output.blocks.shift()
  else Object.assign(first, { bytes: first.bytes.slice(length), length: first.length - length })
  output.size -= length
  output.lostBytes += length
}

function resume(output) {
  clearTimeout(output.timer)
  output.timer = undefined
  for (const socket of output.sockets) socket.resume()
}

function taken(output) {
  output.sentMs = undefined
  resume(output)
  if (output.size > 0) send(output, {})
}

function send(output, reply) {
  const { id, lostBytes, sentMs } = output
  const blocks = output.blocks.map(({ bytes, length, atMs }) => ({ bytes: bytes.subarray(0, length), atMs }))
  const blockedMs = sentMs === undefined ? 0 : Date.now() - sentMs
  Object.assign(output, { blocks: [], size: 0, lostBytes: 0, sentMs: Date.now() })
  const buffers = blocks.map(({ bytes }) => bytes.buffer)
  port.postMessage({ id, blocks, lostBytes, blockedMs, ...reply }, buffers)
}

function end(output) {
  if (!outputs.delete(output.id)) return
  clearTimeout(output.timer)
  if (output.server) output.server.close()
  for (const socket of output.sockets) socket.destroy()
  send(output, { isEnded: true })
}
`
