import { once } from 'node:events'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Address } from '../../src/probe'
import { isFree } from './free-address'

/** A server of a test that keeps count of its connections. */
export interface TestServer {
  /** The connections that are open. */
  readonly open: ReadonlySet<Socket>
  /** How many there have been. */
  readonly accepted: () => number
  /** Resolves when no connection is open. */
  readonly idle: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Listens with a plain TCP server; it is closed, and proved gone, when the test ends. */
export function listenTcp(
  address: Address,
  onConnection: (socket: Socket) => void = (socket) => void socket.resume(),
): Promise<TestServer> {
  return listen(createServer(onConnection), address)
}

/** Listens with an HTTP server; it is closed, and proved gone, when the test ends. */
export function listenHttp(address: Address, onRequest: RequestListener): Promise<TestServer> {
  return listen(createHttpServer(onRequest), address)
}

/** Listens with `server`; it is closed, and proved gone, when the test ends. */
export async function listen(server: Server, address: Address): Promise<TestServer> {
  const open = new Set<Socket>()
  let accepted = 0
  server.on('connection', (socket: Socket) => {
    accepted += 1
    open.add(socket)
    socket.on('error', () => {}).once('close', () => open.delete(socket))
  })
  server.listen(address)
  await once(server, 'listening')
  const close = async (): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const socket of open) socket.destroy()
    await closed
  }
  onTestFinished(async () => {
    await close()
    if (!(await isFree(address))) throw new Error(`${address.host}:${address.port} is still in use`)
  })
  return { open, accepted: () => accepted, idle: () => idle(open), close }
}

async function idle(open: ReadonlySet<Socket>): Promise<void> {
  for (const socket of open) if (!socket.closed) await once(socket, 'close')
}
