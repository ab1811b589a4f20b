import { connect, createServer, type AddressInfo, type Server } from 'node:net'
import { afterEach, expect } from 'vitest'

const open = new Set<Server>()

afterEach(async () => {
  const left = [...open].map((server) => (server.address() as AddressInfo).port)
  await Promise.all([...open].map(close))
  expect(left, 'ports that the test left').toEqual([])
})

/** Listens in this process and returns the port; rejects with the system's error. */
export function listen(port: number, host: string): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.end('hello')
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, exclusive: true }, () => {
      open.add(server)
      resolve(server)
    })
  })
}

/** The port of a server. */
export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

/** Closes a server and waits until its port is free. */
export function close(server: Server): Promise<void> {
  open.delete(server)
  return new Promise((resolve) => {
    server.close(() => resolve())
  })
}

/** Resolves to the answer of a connection: the text that the server sends, or the system's error code. */
export function answerOf(port: number, host = '127.0.0.1'): Promise<string> {
  const socket = connect({ port, host })
  socket.setEncoding('utf8')
  return new Promise((resolve) => {
    let text = ''
    socket.on('data', (chunk: string) => {
      text += chunk
    })
    socket.on('end', () => resolve(text))
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''))
  })
}
