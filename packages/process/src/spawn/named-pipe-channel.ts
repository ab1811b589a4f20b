import { randomUUID } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { readInThread } from '../output/read-in-thread'
import type { OutputChannel, OutputStream } from './output-channel'

/**
 * Opens a named pipe that a thread reads: Windows has no FIFO, and a server of named pipes takes its place. Both ends of the child are clients of it.
 * Rejects if the pipe cannot be made. Untested here, but for the thread: written from the documentation of Node.js (`net.Server.listen` with a path)
 * and of Windows (CreateFile opens a pipe by its name).
 */
export async function openNamedPipe(): Promise<OutputChannel> {
  const path = String.raw`\\.\pipe\portside-${randomUUID()}`
  let stream: OutputStream | undefined
  let isOpen = false
  let opened = (): void => undefined
  const listening = new Promise<void>((resolve) => (opened = resolve))
  const onOpen = (): void => {
    isOpen = true
    opened()
  }
  const reading = readInThread({ order: 'listen', path }, (bytes, atMs) => stream?.take(bytes, atMs), onOpen)
  await Promise.race([listening, reading.ended])
  if (!isOpen) throw new Error(`cannot listen on ${path}`)

  const stdio = [openSync(path, 'r+'), openSync(path, 'r+')] as const
  const ends = [...stdio]
  const close = (): void => {
    for (const end of ends.splice(0)) closeSync(end)
  }
  const abandon = (): void => {
    close()
    void reading.close()
  }
  const read: OutputChannel['read'] = (_child, begin) => {
    const own = begin()
    stream = own
    close()
    return { ...reading, ended: reading.ended.then(own.end), detach: () => undefined }
  }
  return { stdio, read, abandon }
}
