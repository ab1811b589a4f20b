/** The newest output that is kept for a service while this process does not take it, in bytes. */
export const keptBytes = 4 * 1024 * 1024

/** How long a service waits, once, before its oldest output is dropped, in milliseconds: a process that is only slow loses nothing. */
const patienceMs = 50

/**
 * The script of the thread that reads the output of all services, for `new Worker` with `eval`: a file of its own would have to be found from every
 * bundle. Its orders and replies are those of `output-reader.ts`. It sends a batch, and the next one when that has been taken, so that nothing piles up
 * in a process whose event loop is blocked. Nothing that it loads is Node's own beyond the sockets.
 */
export const readerScript = String.raw`'use strict'
const { parentPort } = require('node:worker_threads')
const { openSync, readSync } = require('node:fs')
const { Socket, createServer } = require('node:net')
const keptBytes = ${keptBytes}
const outputs = new Map()

parentPort.on('message', ({ order, id, path }) => {
  if (order === 'open') return openFifo(id, path)
  if (order === 'listen') return listen(id, path)
  const output = outputs.get(id)
  if (output === undefined) return
  if (order === 'taken') return taken(output)
  readRest(output)
  // Sockets cannot be read by hand: what has arrived is read in this turn.
  const reply = () => outputs.has(id) && (order === 'flush' ? send(output, { isFlushed: true }) : end(output))
  if (output.fd === undefined) setImmediate(() => setImmediate(reply))
  else reply()
})

function begin(id, fd) {
  const output = { id, fd, sockets: new Set(), bytes: Buffer.alloc(4096), size: 0, arrivals: [], lostBytes: 0, sentMs: undefined }
  outputs.set(id, output)
  return output
}

function openFifo(id, path) {
  let fd
  try {
    // O_RDONLY | O_NONBLOCK: it does not wait for a writer.
    fd = openSync(path, require('node:fs').constants.O_NONBLOCK)
  } catch {
    return parentPort.postMessage({ id, isEnded: true })
  }
  const output = begin(id, fd)
  read(output, new Socket({ fd, readable: true, writable: false }))
}

function listen(id, path) {
  const output = begin(id, undefined)
  output.server = createServer((socket) => read(output, socket))
  output.server.on('error', () => end(output))
  output.server.listen(path, () => parentPort.postMessage({ id, isOpen: true }))
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

/** What was written before an order has come fits into a pipe; a service that writes without end must not keep this thread. */
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
  const size = output.size + chunk.length
  if (size > output.bytes.length) {
    const bytes = Buffer.allocUnsafeSlow(Math.max(size, output.bytes.length * 2))
    output.bytes.copy(bytes, 0, 0, output.size)
    output.bytes = bytes
  }
  chunk.copy(output.bytes, output.size)
  output.size = size
  const atMs = note(output.arrivals, chunk.length)
  if (output.sentMs === undefined) return send(output, {})
  if (size > keptBytes) limit(output, atMs - output.sentMs)
}

/** Later ones count: more of them are not remembered. */
function note(arrivals, length) {
  const atMs = Date.now()
  const last = arrivals.at(-1)
  if (last && last.atMs === atMs) last.length += length
  else arrivals.push({ atMs, length })
  if (arrivals.length > 1024) {
    const [first] = arrivals.splice(0, 1)
    Object.assign(arrivals[0], { atMs: first.atMs, length: first.length + arrivals[0].length })
  }
  return atMs
}

function limit(output, waitedMs) {
  if (waitedMs >= ${patienceMs}) return drop(output)
  for (const socket of output.sockets) socket.pause()
  output.timer ??= setTimeout(() => {
    drop(output)
    resume(output)
  }, ${patienceMs} - waitedMs)
}

/** Keeps the newest half, from the beginning of a line. */
function drop(output) {
  const { bytes, size, arrivals } = output
  const half = size - keptBytes / 2
  const lineEnd = bytes.subarray(half, size).indexOf('\n')
  const cut = half + lineEnd + 1
  bytes.copyWithin(0, cut, size)
  output.size -= cut
  output.lostBytes += cut
  for (let left = cut; left > 0;) {
    const [first] = arrivals
    const length = Math.min(first.length, left)
    first.length -= length
    left -= length
    if (first.length === 0) arrivals.shift()
  }
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
  const { id, size, arrivals, lostBytes, sentMs } = output
  const bytes = new Uint8Array(size)
  bytes.set(output.bytes.subarray(0, size))
  const blockedMs = sentMs === undefined ? 0 : Date.now() - sentMs
  if (output.bytes.length > 65536) output.bytes = Buffer.alloc(4096)
  Object.assign(output, { size: 0, arrivals: [], lostBytes: 0, sentMs: Date.now() })
  parentPort.postMessage({ id, bytes, arrivals, lostBytes, blockedMs, ...reply }, [bytes.buffer])
}

function end(output) {
  if (!outputs.delete(output.id)) return
  clearTimeout(output.timer)
  if (output.server) output.server.close()
  for (const socket of output.sockets) socket.destroy()
  send(output, { isEnded: true })
}
`
