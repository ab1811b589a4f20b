import { createServer, type Server, type Socket } from 'node:net'
import { errorCode } from '../system/error-code'
import { isAvoidedPort } from '../numbers/avoided-ports'
import { ephemeralRange } from '../numbers/ephemeral-range'
import { randomPortOutside } from '../numbers/port-range'

const maxTries = 32

/**
 * Listens on a port of `host` outside the ephemeral range; inside it the listener would use up a number that the kernel could give to others. The
 * server does not keep this process alive.
 *
 * @throws the system's error when `host` cannot be bound.
 */
export async function listenAside(host: string, onConnection: (socket: Socket) => void): Promise<Server> {
  const range = await ephemeralRange()
  for (let tries = 0; tries < maxTries; tries += 1) {
    const port = randomPortOutside(range, isAvoidedPort) ?? 0
    try {
      return await listen(host, port, onConnection)
    } catch (error) {
      if (!['EADDRINUSE', 'EACCES'].includes(errorCode(error))) throw error
    }
  }
  return listen(host, 0, onConnection)
}

function listen(host: string, port: number, onConnection: (socket: Socket) => void): Promise<Server> {
  const server = createServer(onConnection)
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, backlog: 4096, exclusive: true }, () => resolve(server.unref()))
  })
}
