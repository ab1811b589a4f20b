import { mkdtempSync, rmSync } from 'node:fs'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { selfSigned, type SelfSigned } from '../../../../test/support/self-signed'

/** Listens on a port of 127.0.0.1 that the system chooses, or at a path, and is closed with the test; resolves with the port. */
export async function listen(server: Server, at: string | number = 0): Promise<number> {
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.on('error', () => {}).once('close', () => open.delete(socket))
  })
  await new Promise<void>((resolve) => {
    if (typeof at === 'string') server.listen(at, resolve)
    else server.listen(at, '127.0.0.1', resolve)
  })
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of open) socket.destroy()
    await closed
  })
  return typeof at === 'string' ? 0 : (server.address() as AddressInfo).port
}

/** Serves HTTP, and is closed with the test. */
export function serve(listener: RequestListener, at?: string | number): Promise<number> {
  return listen(createHttpServer(listener), at)
}

/** Serves HTTPS with a certificate of its own, and is closed with the test. */
export async function serveTls(listener: RequestListener): Promise<SelfSigned & { readonly port: number }> {
  const own = selfSigned()
  return { ...own, port: await listen(createTlsServer(own, listener)) }
}

/** A port where nobody listens: one that was listened on just before. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** A folder that is removed with the test. */
export function temporaryDirectory(): string {
  const folder = mkdtempSync(join(tmpdir(), 'portside-wait-on-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}
